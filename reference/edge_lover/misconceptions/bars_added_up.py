"""Bars that lie on top of each other are added up."""

QUESTION = "draw_bars"
HINT = "Where bars lie on top of each other your picture is brighter than white. Set the pixels to 255."


# %% draw_bars
def draw_bars(bars, vertical):
    image = np.zeros((SIZE, SIZE, 1))
    for place, start, stop in bars:
        if vertical:
            image[start:stop, place] += 255
        else:
            image[place, start:stop] += 255
    return image
