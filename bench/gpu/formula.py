"""The numbers that the goldens' weights and inputs are made of: a function of a tensor's name, an element's place and its role.

The same as org.inceptionnext.testing.Formula, whose source says where it is from: FNV-1a of the name seeds SplitMix64.
"""

import functools
import math

import torch

FNV_OFFSET = 0xCBF29CE484222325
FNV_PRIME = 0x100000001B3
STEP = 0x9E3779B97F4A7C15
FIRST_FACTOR = 0xBF58476D1CE4E5B9
SECOND_FACTOR = 0x94D049BB133111EB
WORD = 1 << 64


def signed(word):
    """The 64-bit integer of torch that has these bits: it has no unsigned one that multiplies."""
    return word - WORD if word >= WORD // 2 else word


def shifted(words, bits):
    return (words >> bits) & ((1 << (64 - bits)) - 1)


def uniform(name, count, low, high):
    """Elements between two bounds, in float32."""
    seed = FNV_OFFSET
    for byte in name.encode():
        seed = (seed ^ byte) * FNV_PRIME % WORD
    z = torch.arange(1, count + 1) * signed(STEP) + signed(seed)
    z = (z ^ shifted(z, 30)) * signed(FIRST_FACTOR)
    z = (z ^ shifted(z, 27)) * signed(SECOND_FACTOR)
    z = z ^ shifted(z, 31)
    return (low + (high - low) * (shifted(z, 40).double() * 2.0**-24)).float()


def picture_batch(count, size):
    """The goldens' input: the first pictures of a large batch are those of a small one."""
    return uniform("input", count * 3 * size * size, -2, 2).reshape(count, 3, size, size)


@functools.cache
def weights(name, shape):
    """A network's tensor, which nobody may change; its role is read from the last part of its name."""
    role = name.rsplit(".", 1)[-1]
    count = math.prod(shape)
    if role == "num_batches_tracked":
        return torch.zeros(shape, dtype=torch.int64)
    if role == "weight" and len(shape) >= 2:
        limit = math.sqrt(3 / (count // shape[0]))
        return uniform(name, count, -limit, limit).reshape(shape)
    low, high = {
        "weight": (0.75, 1.25),
        "bias": (-0.1, 0.1),
        "running_mean": (-0.2, 0.2),
        "running_var": (0.75, 1.25),
        "gamma": (0.1, 0.5),
    }[role]
    return uniform(name, count, low, high).reshape(shape)
