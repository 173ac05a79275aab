"""Replaces the answers to calls by replies of every odd form."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "odd replies ready"
BASE = "release"

# %% [prepend]
kernel = get_ipython().kernel
forms = iter(
    [
        {"status": "ok"},
        {"status": "ok", "value": {"a": ["<f8", [10**9, 10**9], 0]}},
        {"status": "ok", "value": {"a": ["|O", [1], 0]}},
        {"status": "ok", "value": {"t": [[]] * 300000}},
        {"status": "error", "kind": "raised", "name": ["x"], "text": {"a": 1}, "frames": [[[], 1, None]]},
        {"status": "error", "kind": "missing", "name": "<b>" * 1000, "text": "y" * 100000, "frames": "z"},
        {"status": ["ok"], "value": True, "passed": True},
    ]
    * 3
)
kernel._answer = lambda content, buffers: (next(forms), [b"12345678"])
print("odd replies ready")
