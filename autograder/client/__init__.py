"""Hand in a notebook to a grading server and read the result; needs msgspec, rich and the standard library.

from autograder.client import submit

submit("conv_by_hand.ipynb", server="https://grading.example.org")
"""

from autograder.client.hand_in import submit
from autograder.client.outcome import Outcome

__all__ = ["Outcome", "submit"]
