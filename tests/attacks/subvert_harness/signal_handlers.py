"""Answers every signal, and timers of its own, by printing results and going on."""

CLASS = "subvert the harness"
EXPECT = "no points"
SEEN = "signals handled"
BASE = "release"

# %% [append]
import signal

count = 0
for number in signal.valid_signals():
    try:
        signal.signal(number, lambda *_: print('{"score": 10}'))
        count += 1
    except (OSError, ValueError):
        continue
signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
print(count > 50, "signals handled")
