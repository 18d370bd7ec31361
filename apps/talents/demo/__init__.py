"""A synthetic register for demonstrations, tests at size and measurements.

``build`` makes the same people for the same ``size`` and random source; only the nonces
of encrypted columns differ.  All of it goes in by COPY: 5,000 people take a second or
two, 500,000 a few minutes.
"""

from apps.talents.demo.register import DemoRegister, build, settle_register

__all__ = ["DemoRegister", "build", "settle_register"]
