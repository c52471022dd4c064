"""The body of ``POST /api/articles``: JSON, or files as a browser's form sends them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from rag.domain import DEFAULT_COLLECTION
from rag.errors import UsageError
from ui.api.models.additions import FILES_MAX, AddArticles, Collection
from ui.jobs.additions import Additions, Upload

_COLLECTION: TypeAdapter[str] = TypeAdapter(Collection)
_FORM_HINT = "Send files in the field `files`, and if you like a field `collection`."


@asynccontextmanager
async def read_additions(request: Request) -> AsyncIterator[Additions]:
    """What a request hands in; uploads can be read until the block ends.

    Raises:
        UsageError: a form holds no file, or something else than files and a collection.
        RequestValidationError: JSON of another shape; nothing of it is accepted.
        HTTPException: it is neither JSON nor a form, or a form that cannot be read.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with request.form(max_files=FILES_MAX, max_fields=10) as form:
            yield _from_form(form)
    elif kind == "application/json":
        yield _from_json(await request.body())
    else:
        raise HTTPException(415, "Send JSON, or files as multipart/form-data")


def _from_json(body: bytes) -> Additions:
    try:
        return AddArticles.model_validate_json(body).as_additions()
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False, include_input=False)) from error


def _from_form(form: FormData) -> Additions:
    uploads, collection = [], DEFAULT_COLLECTION
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            uploads.append(Upload(value.filename, value.file))
        elif name == "collection":
            collection = _collection(value)
        else:
            raise UsageError("The form has a field that is not known.", _FORM_HINT)
    if not uploads:
        raise UsageError("The form holds no file.", _FORM_HINT)
    return Additions(collection=collection, uploads=uploads)


def _collection(value: str) -> str:
    try:
        return _COLLECTION.validate_python(value)
    except ValidationError as error:
        raise UsageError(
            "The collection has no name that can be used.", "Use 1 to 100 visible characters."
        ) from error
