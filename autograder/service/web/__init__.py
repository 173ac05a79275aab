"""What the grading server speaks over HTTP: an API for programs and pages for people."""
