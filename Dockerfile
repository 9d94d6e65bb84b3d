# The image of the dashboard, for linux/amd64 and linux/arm64 from this one file:
#   docker buildx build --platform linux/amd64,linux/arm64 -t bilge .
# A package made before (`npm run package`, in dist/package) is taken as it is, and nothing is downloaded:
#   docker build --build-arg PACKAGE=prebuilt -t bilge .
ARG PACKAGE=built

# On the machine that builds, whatever the image is for: nothing is emulated.
FROM --platform=$BUILDPLATFORM node:24-trixie AS built
ARG TARGETARCH
RUN apt-get update && apt-get install -y --no-install-recommends binutils binutils-aarch64-linux-gnu binutils-x86-64-linux-gnu && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# No package's install script runs. The second adds the compiled parts for the machine that the image is for.
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN arch=$(test "$TARGETARCH" = amd64 && echo x64 || echo "$TARGETARCH"); \
    for name in "node-linux-$arch" "@node-rs/argon2-linux-$arch-gnu"; do \
      test -d "node_modules/$name" && continue; \
      version=$(node -p "require('./package-lock.json').packages['node_modules/$name'].version"); \
      mkdir -p "node_modules/$name"; \
      npm pack --silent "$name@$version" && tar -xzf ./*.tgz -C "node_modules/$name" --strip-components=1 && rm ./*.tgz; \
    done
COPY . .
RUN arch=$(test "$TARGETARCH" = amd64 && echo x64 || echo "$TARGETARCH"); \
    npm run --silent build && npm run --silent package -- --no-build --arch "$arch" && \
    mv "dist/package/bilge-$(node -p "require('./package.json').version")-linux-$arch" /bilge

FROM scratch AS prebuilt-amd64
COPY dist/package/bilge-*-linux-x64 /bilge
FROM scratch AS prebuilt-arm64
COPY dist/package/bilge-*-linux-arm64 /bilge
FROM prebuilt-${TARGETARCH} AS prebuilt

FROM ${PACKAGE} AS package

# Only the libraries that Node loads come from it: there is no shell and no package manager in the image.
FROM debian:trixie-slim AS system

# A folder without anything in it: git keeps none.
FROM scratch AS empty
WORKDIR /empty

FROM scratch
# As in package.json: test/install/one-of-each.test.ts.
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Bilge" \
      org.opencontainers.image.description="Shows where Docker's storage went on your NAS and homelab hosts, and pumps out what leaked, safely." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.base.name="scratch"
# In the order in which the loader of either machine looks for them.
COPY --from=system /usr/lib/*-linux-gnu/libc.so.6 /usr/lib/*-linux-gnu/libm.so.6 /usr/lib/*-linux-gnu/libdl.so.2 /usr/lib/*-linux-gnu/libpthread.so.0 /usr/lib/*-linux-gnu/librt.so.1 /usr/lib/*-linux-gnu/libgcc_s.so.1 /usr/lib/*-linux-gnu/libstdc++.so.6* /lib/
COPY --from=system /usr/lib/*-linux-gnu/ld-linux-*.so.* /lib/
COPY --from=system /usr/lib/*-linux-gnu/ld-linux-*.so.* /lib64/
COPY packaging/docker/rootfs /
COPY --from=package /bilge /opt/bilge
# Not a VOLUME: a container that is started without one would leave an anonymous volume behind at each update.
COPY --chown=1000:1000 --from=empty /empty /data
ENV BILGE_DATA=/data BILGE_HOST=0.0.0.0 PORT=3000 NODE_ENV=production HOME=/tmp PATH=/usr/local/bin
USER 1000:1000
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["/usr/local/bin/bilge", "health"]
ENTRYPOINT ["/opt/bilge/runtime/node", "/opt/bilge/scripts/serve.mjs"]
