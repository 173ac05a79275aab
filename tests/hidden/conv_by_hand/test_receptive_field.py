"""``receptive_field``: how it grows from layer to layer, and what strides do to it."""

from autograder.grading.check import agree, check, require


@check("receptive_field", hint="The windows of neighbours overlap: with stride 1 a layer with kernel f adds f − 1 pixels.")
def test_each_layer_adds_to_the_field(student, reference, rng):
    """With stride 1 each layer sees a little further."""
    for depth in (1, 2, 4):
        layers = [(int(size), 1) for size in rng.integers(2, 8, size=depth)]
        agree(student.receptive_field(layers), reference.receptive_field(layers), f"the layers {layers}")


@check(
    "receptive_field",
    hint="Behind strides s and t, neighbours are s · t pixels of the image apart. Keep this distance in a variable.",
)
def test_strides_stretch_later_layers(student, rng):
    """Behind a stride s, a layer adds s times as much."""
    f, s, g, t, h, u = (int(number) for number in (*rng.permutation([2, 3, 4, 5, 6]), rng.integers(2, 4)))
    what = f"the layers {[(f, s), (g, t), (h, u)]}"

    def added_by_last(strides):
        """What the last layer adds to the field when the three layers have these strides."""
        layers = list(zip((f, g, h), strides, strict=True))
        fields = [student.receptive_field(stack) for stack in (layers, layers[:2])]
        for field in fields:
            agree(field, 0, what, atol=1e300)  # a single finite number
        return float(fields[0]) - float(fields[1])

    plain = added_by_last((1, 1, 1))
    require(plain > 0, f"For {what}: the last layer adds nothing to what is seen.")
    agree(added_by_last((s, t, u)), s * t * plain, f"{what}, what the last one adds")
