# The service alone: its database is another container (docker-compose.yml) or any Neo4j that NEO4J_URI names.

FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev

FROM node:20-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 RUNTRAIL_HOME=/var/lib/runtrail RUNTRAIL_CACHE=/tmp/runtrail
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY schema ./schema
COPY cypher ./cypher
COPY neo4j ./neo4j
# Created with its owner here, so that a new volume mounted on it belongs to the user that writes there.
RUN mkdir -p /var/lib/runtrail && chown node:node /var/lib/runtrail && chmod 700 /var/lib/runtrail
USER node
VOLUME /var/lib/runtrail
EXPOSE 4000
# The image has no curl. Ready means that the database answers too.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/main.js"]
