"""The grading server: takes submissions, queues them durably, grades them and shows results."""
