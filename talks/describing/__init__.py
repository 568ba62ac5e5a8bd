"""The data in words for programs: its addresses as OpenAPI, the record as a data set of schema.org, rules for assistants.

Made of the one table of parameters and the registries of formats, so that they name what is there and nothing else.
"""

from talks.describing.assistants import as_llms_txt
from talks.describing.dataset import as_dataset
from talks.describing.openapi import KINDS, as_openapi

__all__ = ["KINDS", "as_dataset", "as_llms_txt", "as_openapi"]
