"""Answers the checks' questions about models itself, with numbers and descriptions of its own."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = ["Describing the model of `build_model(…)` gave something that cannot be used", "not one row per example"]
BASE = "release"

# %% [append]
from autograder.sandbox import operations

real = operations.answer
answers = {
    "model.build": 7,
    "model.history": {"d": []},
    "model.config": {"d": [["layers", []], ["loss", "mean_squared_error"], ["passed", True]]},
    "model.set_weights": None,
    "model.predict": {"a": ["<f8", [0, 1], 0]},
    "model.weights": [{"k": 7}],
    "model.copy": {"k": 7},
}


def forge(place, content, buffers):
    if content["op"] in answers:
        return {"status": "ok", "value": answers[content["op"]]}, [b""]
    return real(place, content, buffers)


operations.answer = forge
