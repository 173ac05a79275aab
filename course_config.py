"""The course "Deep Learning": what is graded, within which limits, and what every student's kernel has at hand."""

from autograder.course import Assignment, Course, Dataset, Limits

course = Course(
    name="Deep Learning",
    course_id="deep_learning",
    assignments=[
        Assignment(
            name="conv_by_hand",
            title="Convolution by hand",
            # Everything in it takes milliseconds: what runs longer is an endless loop.
            limits=Limits(cell_seconds=15, notebook_seconds=90, call_seconds=5, check_seconds=15),
        ),
        Assignment(
            name="custom_loss",
            title="A loss of your own",
            # Two small networks train for a second or two; the rest is a minute's room for a slow machine.
            limits=Limits(cell_seconds=60, notebook_seconds=180, call_seconds=30, check_seconds=60),
        ),
        Assignment(
            name="edge_lover",
            title="The edge lover",
            # Seven short trainings, a few seconds on one core; the longest cell holds six of them.
            limits=Limits(cell_seconds=120, notebook_seconds=300, call_seconds=30, check_seconds=60),
        ),
        Assignment(
            name="shuffled_mnist",
            title="Shuffled MNIST",
            # Six short trainings in one cell; the checks train for milliseconds.
            limits=Limits(cell_seconds=120, notebook_seconds=300, call_seconds=20, check_seconds=60),
            datasets=[Dataset(name="mnist", train=800, test=400)],
        ),
        Assignment(
            name="cifar_transfer",
            title="Transfer learning on CIFAR-10",
            # The notebook takes all its parts, 100 + 100 + 200 images, from the training images.
            datasets=[Dataset(name="cifar10", train=400, test=10)],
            files=["squeezenet_imagenet.npz"],
            limits=Limits(cell_seconds=90, notebook_seconds=400, call_seconds=30),
        ),
    ],
    # Looked through before Keras' own cache and a download; without any of them labelled stand-ins are used.
    data=["../shared/data"],
    preload=[
        "numpy",
        # Not matplotlib_inline.backend_inline: it sets itself up when it is imported, and needs a running notebook for that.
        "matplotlib.pyplot",
        "matplotlib.backends.backend_agg",
        "torch",
        "keras",
        "sklearn.ensemble",
        "sklearn.manifold",
    ],
    environment=[
        "KERAS_BACKEND=torch",
        "MPLBACKEND=module://matplotlib_inline.backend_inline",
    ],
)
