"""Do the lecture's claims about shuffled pixels come out on real MNIST? Trains the reference's networks and writes a report.

    KERAS_BACKEND=torch python benchmarks/claims_shuffled_mnist.py --train 20000 --epochs 5 --repeats 3

Claims: a fully connected network is as good on shuffled as on original images, within the noise of its random start; a
convolutional one is clearly worse. Each repeat has its own start, training images and permutation; all test images are used.
"""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np

from autograder.course import load_course
from autograder.datasets.images import KINDS
from autograder.datasets.places import find_cached, find_images
from autograder.grading.reference import load_reference

ROOT = Path(__file__).parents[1]
REFERENCE = load_reference(ROOT / "reference" / "shuffled_mnist")
NETWORKS: dict[str, Callable[[], Any]] = {
    "no hidden layer": REFERENCE.build_fcnn,
    "hidden layers 100 and 50": lambda: REFERENCE.build_fcnn((100, 50)),
    "CNN 8-8-pool-16-16-pool-40-10": REFERENCE.build_cnn,
}


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One network trained on original and on shuffled images: which test images each gets right, shape (10000,)."""

    original: np.ndarray[Any, Any]
    shuffled: np.ndarray[Any, Any]

    @property
    def difference(self) -> float:
        """Accuracy on shuffled minus accuracy on original images."""
        return float(self.shuffled.mean() - self.original.mean())

    @property
    def only_one(self) -> tuple[int, int]:
        """Images that only the network of the original, only that of the shuffled images gets right."""
        return int((self.original & ~self.shuffled).sum()), int((self.shuffled & ~self.original).sum())


def mcnemar(first: int, second: int) -> float:
    """Exact two-sided p of McNemar's test: ``first + second`` throws of a fair coin as uneven as this."""
    n = first + second
    tail = sum(math.comb(n, k) for k in range(min(first, second) + 1))
    return min(1.0, 2 * tail / 2**n)


def load_mnist() -> dict[str, np.ndarray[Any, Any]]:
    """All of MNIST as the assignment prepares it; ends the program where there is no real MNIST."""
    course = load_course(ROOT)
    path = find_images(course, KINDS["mnist"]) or find_cached(KINDS["mnist"])
    if path is None:
        raise SystemExit("no real MNIST here: put mnist.npz into a folder and name it in AUTOGRADER_DATA")
    with np.load(path, allow_pickle=False) as raw:
        x_train, x_test = REFERENCE.prepare(raw["x_train"], raw["x_test"])
        return {"x_train": x_train, "x_test": x_test, "y_train": raw["y_train"], "y_test": raw["y_test"]}


def fit(model: Any, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], epochs: int, seed: int) -> None:
    """Train; the seed decides the order of the images."""
    keras.utils.set_random_seed(seed)
    model.fit(x, REFERENCE.one_hot(y), epochs=epochs, batch_size=64, verbose=0)


def train_pair(build: Callable[[], Any], data: dict[str, Any], images: int, epochs: int, seed: int) -> Pair:
    """The same start, once with original and once with shuffled pixels."""
    keras.utils.set_random_seed(seed)
    chosen = REFERENCE.make_permutation(len(data["x_train"]), seed)[:images]
    permutation = REFERENCE.make_permutation(28 * 28, seed)
    net = build()
    twin = REFERENCE.copy_model(net)
    right = []
    for model, change in ((net, lambda x: x), (twin, lambda x: REFERENCE.shuffle_pixels(x, permutation))):
        fit(model, change(data["x_train"][chosen]), data["y_train"][chosen], epochs, seed)
        right.append(REFERENCE.predict_labels(model, change(data["x_test"])) == data["y_test"])
    return Pair(original=right[0], shuffled=right[1])


def moved_rows(data: dict[str, Any], images: int, epochs: int) -> tuple[int, float]:
    """Train original and shuffled from starts that differ by moved rows of the first layer only, in the same order of images.

    Returns the number of test images that the two label differently, and the largest difference of outputs before training.
    """
    permutation = REFERENCE.make_permutation(28 * 28, 0)
    net = REFERENCE.build_fcnn((100, 50))
    twin = REFERENCE.copy_model(net)
    twin.set_weights(REFERENCE.permute_first_layer(net.get_weights(), permutation))
    x, y, x_test = data["x_train"][:images], data["y_train"][:images], data["x_test"]
    shuffled, shuffled_test = (REFERENCE.shuffle_pixels(part, permutation) for part in (x, x_test))
    before = np.abs(net.predict(x_test, verbose=0) - twin.predict(shuffled_test, verbose=0)).max()
    fit(net, x, y, epochs, 0)
    fit(twin, shuffled, y, epochs, 0)
    labels = REFERENCE.predict_labels(net, x_test), REFERENCE.predict_labels(twin, shuffled_test)
    return int((labels[0] != labels[1]).sum()), float(before)


def noise(pairs: list[Pair]) -> float:
    """Standard deviation of the difference of two accuracies that chance alone makes: random start, images and their order."""
    accuracies = np.array([[pair.original.mean(), pair.shuffled.mean()] for pair in pairs])
    return float(np.sqrt(2 * accuracies.var(axis=0, ddof=1).mean())) if len(pairs) > 1 else float("nan")


def report(found: dict[str, list[Pair]], arguments: argparse.Namespace, moved: tuple[int, float]) -> str:
    """A section in Markdown."""
    settings = f"--train {arguments.train} --epochs {arguments.epochs} --repeats {arguments.repeats}"
    lines = [
        "## Shuffled MNIST: the lecture's claims on real data",
        "",
        f"`python benchmarks/claims_shuffled_mnist.py {settings}`: {arguments.train:,} training images, "
        f"{arguments.epochs} epochs, Adam, batches of 64; all 10,000 test images; {arguments.repeats} repeats, each with "
        "its own permutation, start and training images. Differences in percentage points.",
        "",
        "| network | parameters | original | shuffled | difference, each repeat | noise of a difference (SD) "
        "| right on one version only: original / shuffled | McNemar's p, each repeat |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, pairs in found.items():
        accuracies = [np.mean([getattr(pair, version).mean() for pair in pairs]) for version in ("original", "shuffled")]
        differences = ", ".join(f"{100 * pair.difference:+.2f}" for pair in pairs)
        counts = ", ".join("{} / {}".format(*pair.only_one) for pair in pairs)
        values = ", ".join(f"{mcnemar(*pair.only_one):.2g}" for pair in pairs)
        lines.append(
            f"| {name} | {NETWORKS[name]().count_params():,} | {accuracies[0]:.4f} | {accuracies[1]:.4f} | {differences} "
            f"| {100 * noise(pairs):.2f} | {counts} | {values} |"
        )
    lines += [
        "",
        f"Moving the rows of the first layer with the pixels: outputs before training differ by at most {moved[1]:.1g}; after "
        f"{arguments.epochs} epochs of training on original and on shuffled images, in the same order, the two networks label "
        f"{moved[0]} of 10,000 test images differently (float32 adds up in another order).",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--train", type=int, default=20_000, help="training images")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "claims" / "shuffled_mnist.md", help="the report")
    arguments = parser.parse_args()
    data = load_mnist()
    found: dict[str, list[Pair]] = {}
    for name, build in NETWORKS.items():
        found[name] = []
        for seed in range(1, arguments.repeats + 1):
            pair = train_pair(build, data, arguments.train, arguments.epochs, seed)
            found[name].append(pair)
            print(f"{name}: original {pair.original.mean():.4f}, shuffled {pair.shuffled.mean():.4f}", flush=True)
    text = report(found, arguments, moved_rows(data, arguments.train, arguments.epochs))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
