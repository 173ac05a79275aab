"""Does the lecture's claim about pretrained features come out on real CIFAR-10, with 100 labels? Writes a report.

    KERAS_BACKEND=torch python benchmarks/claims_cifar_transfer.py --images 3000 --splits 20

Claim: with ten labelled images per class, classifiers on features of a pretrained network are far above the same on raw pixels.
Each split has its own 100 training and 800 test images; all steps are the reference's, and the network is the notebook's.
"""

from __future__ import annotations

import argparse
import math
import os
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import nbformat
import numpy as np

from autograder.course import load_course
from autograder.datasets.images import KINDS
from autograder.datasets.places import find_cached, find_file, find_images
from autograder.grading.reference import load_reference

ROOT = Path(__file__).parents[1]
REFERENCE = load_reference(ROOT / "reference" / "cifar_transfer")
PER_CLASS, N_VALIDATION, N_TEST = 10, 100, 800
WEIGHTS = "squeezenet_imagenet.npz"
METHODS = ("random forest, pixels", "dense head, pixels", "random forest, features", "dense head, features")


def load_images(number: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The first training images of CIFAR-10 and their classes; ends the program where there is no real CIFAR-10."""
    path = find_images(load_course(ROOT), KINDS["cifar10"]) or find_cached(KINDS["cifar10"])
    if path is None or path.suffix != ".npz":
        raise SystemExit("no real CIFAR-10 here: put cifar10_subset.npz into a folder and name it in AUTOGRADER_DATA")
    with np.load(path, allow_pickle=False) as raw:
        return raw["x_train"][:number], raw["y_train"][:number].ravel()


def load_backbone(side: int) -> Any:
    """The notebook's SqueezeNet for images of ``side`` pixels; ends the program where its weights are missing."""
    path = find_file(load_course(ROOT), WEIGHTS)
    if path is None:
        raise SystemExit(f"no {WEIGHTS} here: put it into a folder and name that in AUTOGRADER_DATA")
    notebook = nbformat.read(ROOT / "source" / "cifar_transfer" / "cifar_transfer.ipynb", as_version=4)
    definitions = next(cell.source for cell in notebook.cells if cell.id == "backbone").partition("def vgg16")[0]
    names: dict[str, Any] = {"keras": keras, "np": np}
    exec(definitions, names)  # noqa: S102  # the course's own notebook
    return names["squeezenet"](path, side)


def head_predictions(train: Any, labels: Any, new: Any, seed: int) -> Any:
    """Classes that the reference's dense head predicts for ``new`` after 15 epochs on ``train``."""
    keras.utils.set_random_seed(seed)
    scaled, new_scaled, _ = REFERENCE.scale(train, new, new[:1])
    head = REFERENCE.build_head(train.shape[1], 10)
    head.fit(scaled, keras.utils.to_categorical(labels, 10), epochs=15, batch_size=20, verbose=0)
    return REFERENCE.predicted_classes(head.predict(new_scaled, verbose=0))


def right_predictions(pixels: Any, features: Any, labels: Any, seed: int) -> dict[str, np.ndarray[Any, Any]]:
    """For each of :data:`METHODS`, which of one split's test images are right: bool arrays of shape (800,)."""
    train, _, test = REFERENCE.split(labels, PER_CLASS, N_VALIDATION, N_TEST, seed)
    predictions = [
        predict(inputs[train], labels[train], inputs[test], seed)
        for inputs in (pixels, features)
        for predict in (REFERENCE.forest_predictions, head_predictions)
    ]
    return {name: classes == labels[test] for name, classes in zip(METHODS, predictions, strict=True)}


def mcnemar(first: int, second: int) -> float:
    """Exact two-sided p of McNemar's test: ``first + second`` throws of a fair coin as uneven as this."""
    n = first + second
    tail = sum(math.comb(n, k) for k in range(min(first, second) + 1))
    return min(1.0, 2 * tail / 2**n)


def report(found: list[dict[str, np.ndarray[Any, Any]]], arguments: argparse.Namespace) -> str:
    """A section in Markdown."""
    lines = [
        "## CIFAR transfer: the lecture's claim on real data",
        "",
        f"`python benchmarks/claims_cifar_transfer.py --images {arguments.images} --splits {arguments.splits} "
        f"--side {arguments.side}`: CIFAR-10, SqueezeNet 1.1 pretrained on ImageNet on images of {arguments.side}×"
        f"{arguments.side} pixels (512 features); {PER_CLASS * 10} labels and {N_TEST} test images, {len(found)} splits.",
        "",
        "| classifier | test accuracy, mean | lowest | highest |",
        "|---|---|---|---|",
    ]
    for name in METHODS:
        accuracies = [split[name].mean() for split in found]
        lines.append(f"| {name} | {np.mean(accuracies):.3f} | {min(accuracies):.3f} | {max(accuracies):.3f} |")
    pairs = [(split[METHODS[2]], split[METHODS[0]]) for split in found]
    gains = [float(features.mean() - pixels.mean()) for features, pixels in pairs]
    values = [mcnemar(int((f & ~p).sum()), int((p & ~f).sum())) for f, p in pairs]
    lines += [
        "",
        f"Random forest, features against pixels on the same test images: {100 * np.mean(gains):.1f} percentage points more on "
        f"average, {100 * min(gains):.1f} in the worst split; McNemar's exact p is at most {max(values):.1g}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=3000, help="training images of CIFAR-10 to draw the splits from")
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--side", type=int, default=96, help="pixels that the images are enlarged to")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "claims" / "cifar_transfer.md")
    arguments = parser.parse_args()
    images, labels = load_images(arguments.images)
    backbone = load_backbone(arguments.side)
    features = np.concatenate(
        [
            REFERENCE.extract_features(backbone, REFERENCE.preprocess(images[i : i + 100], arguments.side))
            for i in range(0, len(images), 100)
        ]
    )
    pixels = images.reshape(len(images), -1) / 255
    text = report([right_predictions(pixels, features, labels, seed) for seed in range(arguments.splits)], arguments)
    arguments.output.parent.mkdir(exist_ok=True)
    arguments.output.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
