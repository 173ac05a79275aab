"""What a student, a teacher and other tools read: pages and result files made from a ``Grade``, without side effects."""
