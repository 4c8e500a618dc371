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
USER node
EXPOSE 8080
# A process that is a worker alone opens no port, so there it says no more than that Node runs.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "const { QUELL_ROLES = 'chat', QUELL_HEALTH_PORT: port } = process.env; const end = (ok) => process.exit(ok ? 0 : 1); if (!QUELL_ROLES.includes('chat')) end(true); fetch(`http://127.0.0.1:${port}/healthz`).then((r) => end(r.ok), () => end(false));"]
CMD ["node", "src/main.ts", "start"]
