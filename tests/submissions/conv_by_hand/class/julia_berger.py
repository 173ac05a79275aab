"""The upload broke off: the file ends in the middle of the notebook."""

EXPECTED = {}
FILE = """{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "title",
   "metadata": {},
   "source": [
    "# Convolution by hand\\n",
    "\\n",
    "A convolutional layer looks at an image through a small window and asks the same que"""
