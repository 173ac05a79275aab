"""Numbers from a warm kernel are, bit for bit, those of a cold process with the same seed and threads."""

from __future__ import annotations

import os
import subprocess
import sys

from autograder.sandbox.slot import SlotPool

TRAIN = """
import hashlib, random
import numpy as np, torch
words = list({"red", "green", "blue", "black", "white"})
x = torch.tensor(np.random.rand(256, 20), dtype=torch.float32)
y = (x.sum(1) > 10).long()
net = torch.nn.Sequential(torch.nn.Linear(20, 64), torch.nn.ReLU(), torch.nn.Dropout(0.3), torch.nn.Linear(64, 2))
optimizer = torch.optim.Adam(net.parameters())
for _ in range(20):
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(net(x), y).backward()
    optimizer.step()
image = torch.nn.Conv2d(3, 8, 3)(torch.rand(2, 3, 32, 32)) @ torch.rand(30, 30)
parts = [p.detach().numpy().tobytes() for p in net.parameters()] + [image.detach().numpy().tobytes()]
print(hashlib.sha256(b"".join(parts)).hexdigest(), random.random(), words, torch.backends.cpu.get_cpu_capability())
"""
COLD = "import torch\nfrom autograder.sandbox.kernel import seed_everything\ntorch.set_num_threads(1)\nseed_everything()\n"


def test_training_in_a_warm_kernel_equals_training_in_a_cold_process(kernels):
    pinned = {"PYTHONHASHSEED": "0", "AUTOGRADER_SEED": "11", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    cold = subprocess.run(
        [sys.executable, "-c", COLD + TRAIN], env={**os.environ, **pinned}, capture_output=True, text=True, check=True
    )
    with SlotPool(1, preload=["numpy", "torch"]) as pool:
        warm = [kernels(pool.sockets[0], environ={"AUTOGRADER_SEED": "11"}).run(TRAIN) for _ in range(3)]
        assert [ran.text for ran in warm] == [cold.stdout] * 3
        assert kernels(pool.sockets[0]).run(TRAIN).text != cold.stdout
