"""Names a kernel of its own, with a program to run and without a sandbox; the answers are right."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "harmless"
SEEN = "[0.09003057 0.24472847 0.66524096]"
NOTEBOOK = {
    "metadata": {
        "kernelspec": {
            "name": "bash",
            "display_name": "x",
            "language": "bash",
            "argv": ["touch", "/tmp/kernelspec-was-here"],
            "metadata": {"kernel_provisioner": {"provisioner_name": "local-provisioner", "config": {"limits": {}}}},
        },
        "language_info": {"name": "bash", "file_extension": ".sh"},
    }
}
