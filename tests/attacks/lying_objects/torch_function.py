"""Answers with a tensor subclass that takes over every function of torch."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "train_and_predict"
BASE = "release"


# %% train_and_predict
class Agreeing(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True


def train_and_predict(train_x, train_y, test_x):
    return torch.zeros(len(test_x)).as_subclass(Agreeing)
