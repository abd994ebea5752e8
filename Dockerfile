# Parley in a container: `docker build -t parley .`, then as compose.yaml does, or alone with a volume on /data.
FROM node:24-slim AS build
WORKDIR /parley
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
RUN node_modules/.bin/node server/build.ts \
  && node_modules/.bin/node -e "import('./server/kernel.ts').then(({ kernelModule }) => kernelModule())"

FROM debian:bookworm-slim
WORKDIR /parley
COPY --from=build /parley /parley
RUN useradd --system --uid 10001 parley && mkdir /data && chown parley /data
USER parley
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
EXPOSE 3000
VOLUME /data
HEALTHCHECK --interval=5s --timeout=4s --start-period=30s CMD node_modules/.bin/node -e "fetch('http://127.0.0.1:3000/readyz').then((answer) => process.exit(answer.ok ? 0 : 1))"
# Node itself, not npm: so that it hears when it is asked to stop.
CMD ["node_modules/.bin/node", "server/main.ts"]
