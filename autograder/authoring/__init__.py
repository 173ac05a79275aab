"""What an instructor's work needs: a new course, the release of an assignment."""
