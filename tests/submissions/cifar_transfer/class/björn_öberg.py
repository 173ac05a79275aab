"""Colab forms and German comments; leaves the channels as they are, and scales each part by itself."""

EXPECTED = {
    "split": 3,
    "forest_predictions": 3,
    "predicted_classes": 1,
    "preprocess": 2,
    "extract_features": 3,
    "predictions_from_features": 2,
    "scale": 2,
    "build_head": 3,
    "choose": 3,
    "build_transfer": 3,
    "fine_tune": 3,
    "with_mirror_images": 2,
    "strategy": 2,
}

# %% preprocess
# @title Vorverarbeitung { run: "auto", display-mode: "form" }
zeige_form = True  # @param {type:"boolean"}


def preprocess(images, side):
    # Bilder vergrößern, dann die Mittelwerte abziehen
    gross = enlarge(images, side)
    mittel = np.array([123.68, 116.779, 103.939])  # Rot, Grün, Blau
    if zeige_form:
        print("Form:", gross.shape)
    return gross - mittel

# %% scale
# @title Skalieren
def scale(train, validation, test):
    def normieren(teil):
        streuung = teil.std(axis=0)
        streuung[streuung == 0] = 1  # nicht durch Null teilen
        return (teil - teil.mean(axis=0)) / streuung
    return normieren(train), normieren(validation), normieren(test)

# %% [markdown] explain_strategy
# Wenig Daten und eine ganz andere Aufgabe: Merkmale aus mehreren Stufen ausprobieren.
