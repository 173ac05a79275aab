"""How good are an assignment's checks? Both error rates of a check, measured: right answers failed, wrong answers passed."""
