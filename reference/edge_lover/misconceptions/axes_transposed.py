"""Rows and columns are exchanged: vertical bars lie horizontally."""

QUESTION = "draw_bars"
HINT = "Your vertical bars lie horizontally. The first axis of an array counts the rows: image[row, column]."


# %% draw_bars
def draw_bars(bars, vertical):
    image = np.zeros((SIZE, SIZE, 1))
    for place, start, stop in bars:
        if vertical:
            image[place, start:stop] = 255
        else:
            image[start:stop, place] = 255
    return image
