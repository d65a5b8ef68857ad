# SPDX-License-Identifier: Apache-2.0
# The filter and its sidecars:
#   docker build -t phisieve .
#   docker run --rm -i --read-only phisieve < app.log
#   docker run --read-only phisieve kafka -b kafka:9092 --from 'raw\..*' --to 'clean.${topic}'
# tests/docker holds it against what the programs link, and tries its steps.
FROM debian:bookworm AS builder
WORKDIR /src
COPY . .
RUN ./dev build
RUN strip build/phisieve build/phisieve-kafka build/phisieve-forward

FROM debian:bookworm-slim
RUN apt-get update -q \
    && apt-get install -y -q --no-install-recommends ca-certificates \
        libhyperscan5 libmicrohttpd12 libpcre2-8-0 libyaml-0-2 libssl3 zlib1g libzstd1 librdkafka1 liblz4-1 libsnappy1v5 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=builder /src/build/phisieve /src/build/phisieve-kafka /src/build/phisieve-forward /usr/local/bin/
COPY --from=builder /src/LICENSE /usr/share/doc/phisieve/LICENSE
# A number, so that Kubernetes can see that it is not root; without a home and without a shell of its own.
USER 65532:65532
WORKDIR /
# Program and built-in rules are sound. How the sidecar fares, --listen serves: docs/metrics.md.
HEALTHCHECK --interval=60s --timeout=10s --start-period=5s CMD ["phisieve", "check"]
ENTRYPOINT ["phisieve"]
