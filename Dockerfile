# The engine in an image; the project that it runs is under /project. See docs/docker.md.

# Debian, not Alpine: Temporal's client is linked with glibc.
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
# A layer of its own: it changes only with the dependencies. No scripts: what they fetch is for tests.
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund
# Temporal's client brings its binaries for every system; this image is for one.
RUN cd node_modules/@temporalio/core-bridge/releases \
 && find . -mindepth 1 -maxdepth 1 ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +
# The `temporal` program: the embedded server of a `run` without TEMPORAL_ADDRESS, and the health check of a worker.
RUN XDG_CACHE_HOME=/cache node -e "require('/app/dist/temporal/binary').findTemporalBinary({ environment: process.env, onLine: console.log })" \
 && install -m 755 /cache/meltemi/temporal-*/temporal /usr/local/bin/temporal

FROM ${NODE_IMAGE}
# tini hands signals on and buries orphans, so `docker stop` drains a worker however the container is run.
# Temporal's client checks TLS certificates against the system's authorities.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates tini \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o node -g node /project /pages /output \
 && ln -s /app/dist/cli/main.js /usr/local/bin/meltemi
# The young generation of the heap: see `WORKER_HEAP` in src/cli/dev.ts.
ENV NODE_ENV=production MELTEMI_PAGE_DIR=/pages NODE_OPTIONS=--max-semi-space-size=4
COPY --from=build /usr/local/bin/temporal /usr/local/bin/temporal
COPY --from=build /app /app
USER node
WORKDIR /project
VOLUME /pages
# A worker is healthy while Temporal sees it ask for work; other commands end by themselves and are not looked at.
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=3 CMD \
  tr '\0' '\n' </proc/1/cmdline | grep -qx worker || exit 0; \
  temporal task-queue describe --task-queue meltemi --output json | grep -q "@$(hostname)\""
ENTRYPOINT ["tini", "--", "meltemi"]
CMD ["worker"]
