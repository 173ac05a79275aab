"""Predictions of the trained network for images it has not seen."""

import numpy as np

from autograder.grading.check import agree, check, require


@check("build_model", hint="The last layer needs four neurons and the activation softmax.")
def test_outputs_are_probabilities(student, reference, rng):
    """The network gives four probabilities for each image."""
    images, _ = reference.make_images(50, 0.5, rng)
    given = np.asarray(student.probabilities(images))
    require(given.shape == (50, 4), f"For 50 images there must be 50×4 probabilities; yours have the shape {given.shape}.")
    require((given >= 0).all(), "A probability is never negative.")
    agree(given.sum(axis=1), np.ones(50), "the sums of the four probabilities", rtol=1e-4)


@check("train", weight=2, hint="Give the training more epochs or a learning rate that suits it.")
def test_new_images_are_recognised(student, reference, rng):
    """The network recognises images that it has not seen."""
    images, labels = reference.make_images(400, 0.5, rng)
    right = np.mean(np.argmax(student.probabilities(images), axis=1) == labels)
    require(right >= 0.9, f"The network is right for {right:.0%} of new images.")


@check("train", hint="With random images and labels of their own, a network has learned rules and not examples.")
def test_noisier_images_are_recognised(student, reference, rng):
    """It still recognises most images when there is more noise."""
    images, labels = reference.make_images(400, 0.7, rng)
    right = np.mean(np.argmax(student.probabilities(images), axis=1) == labels)
    require(right >= 0.75, f"With more noise, the network is right for {right:.0%} of new images.")


@check("classify", hint="The most probable direction is the place of the largest of the four probabilities.")
def test_most_probable_direction(student, reference, rng):
    """The answer is the most probable direction."""
    images, _ = reference.make_images(50, 0.5, rng)
    agree(student.classify(images), np.argmax(student.probabilities(images), axis=1), "the directions of 50 images")
