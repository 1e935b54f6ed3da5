# SPDX-License-Identifier: Apache-2.0
# Made by bindings/python/generate.py from gj_describe(). Do not edit.

"""Exceptions, one for each code of the library's registry."""
from guanjia._error import GuanjiaError, RetryableError

class NomemError(RetryableError): ...

class BadJsonError(GuanjiaError): ...

class UnknownOpError(GuanjiaError): ...

class UnknownFieldError(GuanjiaError): ...

class MissingError(GuanjiaError): ...

class BadValueError(GuanjiaError): ...

class LimitError(GuanjiaError): ...

class UnknownOptionError(GuanjiaError): ...

class UseError(GuanjiaError): ...

class NotFoundError(GuanjiaError): ...

class ExistsError(GuanjiaError): ...

class ConflictError(GuanjiaError): ...

class KeyReusedError(GuanjiaError): ...

class StateError(GuanjiaError): ...

class DeniedError(GuanjiaError): ...

class NoActorError(GuanjiaError): ...

class RuleError(GuanjiaError): ...

class BusyError(RetryableError): ...

class RetryError(RetryableError): ...

class UncertainError(RetryableError): ...

class ConnectionError(RetryableError): ...

class InterruptedError(RetryableError): ...

class SpaceError(RetryableError): ...

class ReadOnlyError(GuanjiaError): ...

class IoError(GuanjiaError): ...

class CorruptError(GuanjiaError): ...

class NotLedgerError(GuanjiaError): ...

class SchemaOldError(GuanjiaError): ...

class SchemaNewError(GuanjiaError): ...

class UnsupportedError(GuanjiaError): ...

class HostError(GuanjiaError): ...

class BugError(GuanjiaError): ...

BY_CODE: dict[int, type[GuanjiaError]]

__all__ = [
    "BY_CODE",
    "BadJsonError",
    "BadValueError",
    "BugError",
    "BusyError",
    "ConflictError",
    "ConnectionError",
    "CorruptError",
    "DeniedError",
    "ExistsError",
    "GuanjiaError",
    "HostError",
    "InterruptedError",
    "IoError",
    "KeyReusedError",
    "LimitError",
    "MissingError",
    "NoActorError",
    "NomemError",
    "NotFoundError",
    "NotLedgerError",
    "ReadOnlyError",
    "RetryError",
    "RetryableError",
    "RuleError",
    "SchemaNewError",
    "SchemaOldError",
    "SpaceError",
    "StateError",
    "UncertainError",
    "UnknownFieldError",
    "UnknownOpError",
    "UnknownOptionError",
    "UnsupportedError",
    "UseError",
]
