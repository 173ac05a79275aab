"""The link of the sd is softplus instead of exp."""

QUESTION = "output_to_gaussian"
HINT = (
    "Your sd is softplus of the second output. That is positive too, but here the second output is the logarithm of the "
    "sd: take exp."
)


# %% output_to_gaussian
def output_to_gaussian(output):
    return output[:, 0:1], torch.nn.functional.softplus(output[:, 1:2])
