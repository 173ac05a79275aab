"""The untrusted side: warm, isolated, single-use Jupyter kernels. Linux only.

A **slot** is one bubblewrap sandbox with a fork server that has imported the course's modules. A **session** is one child of
it: an ordinary ipykernel that isolates itself before student code arrives, is used once, and is reached by Jupyter's messages.

Keep slots warm (in one process):

    from autograder.sandbox.slot import SlotPool

    with SlotPool(2, preload=course.preload, environ=course.environ(), hidden=[course.root]) as pool:
        pool.sockets        # one path per slot, the same after a slot was replaced

With ``data=folder`` the kernels see that folder, read-only, at ``/data``; ``$AUTOGRADER_DATASETS`` names the part they serve.

Run kernels in them (in any process of the same user) with jupyter_client, nbclient or any other Jupyter tool:

    spec = KernelSpec(**kernelspec.kernel_json({"slot": str(pool.sockets[0]), "limits": {"memory_mb": 2048}}))
    manager = AsyncKernelManager(client_factory=QuickClient)
    manager._kernel_spec = spec
    await manager.start_kernel(env={"AUTOGRADER_SEED": "7"})
    …
    manager.provisioner.death_reason    # "memory", "cpu", "wall", "killed", "exit", "crash", "slot", or "" while it runs

Without ``slot`` the variable ``AUTOGRADER_SLOT`` is asked, then the process starts a slot of its own. ``python -m
autograder.sandbox.kernel -f FILE`` is the same kernel without isolation.

Where to look, from the host inwards:

- ``provisioner``, ``kernelspec``, ``client``: the ways in for Jupyter tools; ``doctor``: what this machine lacks.
- ``slot``: the pool that heals itself; ``server_process``, ``bubblewrap``, ``launch``, ``paths``: one sandbox and what it sees.
- ``session``, ``request``: one kernel, from its start to its end; ``cgroup``, ``memory``: limits from outside; ``folders``:
  what must not be left.
- ``seccomp``: the list of allowed system calls; ``limits``, ``protocol``: shared by both sides.
- Inside: ``server`` forks; ``child`` is what a child does; ``isolate`` and ``linux``: how it is shut in; ``selftest``: the
  proof, before a slot serves; ``app``, ``kernel``, ``wire``: the kernel; ``datasets``: what Keras loads in it.
"""
