# Quell as a container. Mount quell.yaml at /app/quell.yaml; secrets come by environment or as <NAME>_FILE.
# With DATABASE_URL nothing is kept here; without it, keep a volume at /app/.quell.

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Production packages alone. The package `node`, which brings Node 24 to a developer's machine, is not among them.
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

FROM node:24-slim
ENV NODE_ENV=production \
    QUELL_HEALTH_PORT=8080
WORKDIR /app
RUN install -d -o node -g node .quell
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY bin ./bin
COPY src ./src
COPY playbooks ./playbooks
COPY drills ./drills
COPY policy ./policy
USER node
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "const end = (ok) => process.exit(ok ? 0 : 1); fetch(`http://127.0.0.1:${process.env.QUELL_HEALTH_PORT}/healthz`).then((r) => end(r.ok), () => end(false));"]
CMD ["node", "src/main.ts", "start"]
