# Byline in a container: page and API on port 7860, everything it keeps in /data. docs/deployment.md tells
# how to make the first key, without which it does not listen beyond this container.

FROM python:3.11.14-slim-bookworm AS build
# The interpreter that the locks were resolved for. Every dependency has a wheel: nothing is compiled.
RUN python -m venv /opt/byline
ENV PATH=/opt/byline/bin:$PATH
WORKDIR /src
COPY requirements.lock ./
RUN python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY rag/ rag/
COPY ingest/ ingest/
COPY ui/ ui/
COPY corpus/ corpus/
RUN python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:3.11.14-slim-bookworm
COPY --from=build /opt/byline /opt/byline
RUN useradd --uid 10001 --user-group --create-home byline && install -d -o byline -g byline -m 700 /data
ENV PATH=/opt/byline/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BYLINE_DATA_DIR=/data \
    BYLINE_HOST=0.0.0.0 \
    BYLINE_PORT=7860
USER 10001:10001
WORKDIR /home/byline
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=10s --start-period=90s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"BYLINE_PORT\"]}/readyz', timeout=9)"]
ENTRYPOINT ["byline"]
CMD ["serve"]
