from neighbour import greeting
from wptserve.utils import isomorphic_decode, isomorphic_encode


def main(request, response):
    return isomorphic_encode(greeting(isomorphic_decode(b"n\xe4me")))
