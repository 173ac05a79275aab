"""The course's data, on the trusted side: find it, cut it once to the grading budget, hand it to checks.

``prepare`` makes what the other modules serve: ``places`` and ``fetch`` find the real data, ``digits`` and ``shapes`` make the
stand-ins, ``budget`` chooses the images, ``images`` knows each data set's form, ``data`` is the checks' fixture.
"""
