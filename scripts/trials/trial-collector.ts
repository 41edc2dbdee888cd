import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, open, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const VERSION = 'v0.155.0';

const MANIFEST = `dist:
  name: otelcol-trial
  output_path: ./dist
receivers:
  - gomod: go.opentelemetry.io/collector/receiver/otlpreceiver ${VERSION}
exporters:
  - gomod: go.opentelemetry.io/collector/exporter/otlphttpexporter ${VERSION}
extensions:
  - gomod: github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage ${VERSION}
`;

/** The program that `COLLECTOR` names, or one that Go builds once (minutes) into the temporary folder. */
export async function collectorProgram(): Promise<string> {
  const named = process.env['COLLECTOR'];
  if (named !== undefined && named !== '') return named;
  const folder = path.join(os.tmpdir(), `runtrail-trial-collector-${VERSION}`);
  const program = path.join(folder, 'dist', 'otelcol-trial');
  const isThere = await access(program).then(
    () => true,
    () => false,
  );
  if (isThere) return program;
  process.stderr.write(`Building an OpenTelemetry Collector ${VERSION} in ${folder}\n`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'builder.yaml'), MANIFEST);
  await run('go', ['install', `go.opentelemetry.io/collector/cmd/builder@${VERSION}`], {
    cwd: folder,
    env: { ...process.env, GOBIN: folder },
  });
  await run(path.join(folder, 'builder'), ['--config', 'builder.yaml'], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  });
  return program;
}

export interface CollectorOptions {
  readonly program: string;
  /** For its configuration, its queue and its log. */
  readonly folder: string;
  readonly port: number;
  /** Where it exports to, such as `http://127.0.0.1:4000`. */
  readonly exportTo: string;
}

/** A Collector that takes OTLP over HTTP and passes it on through a queue on disk. */
export class TrialCollector {
  readonly url: string;
  readonly #options: CollectorOptions;
  #child: ChildProcess | undefined;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.url = `http://127.0.0.1:${options.port}`;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const { program, folder, port } = this.#options;
    await mkdir(path.join(folder, 'queue'), { recursive: true });
    const config = path.join(folder, 'collector.yaml');
    await writeFile(config, configOf(this.#options));
    const log = await open(path.join(folder, 'collector.log'), 'a');
    const child = spawn(program, ['--config', config], { stdio: ['ignore', log.fd, log.fd] });
    this.#child = child;
    await log.close();
    for (let attempt = 0; attempt < 200; attempt++) {
      if (child.exitCode !== null) throw new Error(`The Collector ended with code ${child.exitCode}.`);
      if (await listens(port)) return;
      await sleep(100);
    }
    throw new Error('The Collector did not listen in time.');
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function configOf({ folder, port, exportTo }: CollectorOptions): string {
  return `receivers:
  otlp:
    protocols:
      http:
        endpoint: 127.0.0.1:${port}
exporters:
  otlphttp:
    endpoint: ${exportTo}
    sending_queue:
      enabled: true
      storage: file_storage
      queue_size: 100000
    retry_on_failure:
      enabled: true
      initial_interval: 500ms
      max_interval: 2s
      max_elapsed_time: 0s
extensions:
  file_storage:
    directory: ${path.join(folder, 'queue')}
service:
  extensions: [file_storage]
  telemetry:
    metrics:
      level: none
  pipelines:
    logs:
      receivers: [otlp]
      exporters: [otlphttp]
`;
}
