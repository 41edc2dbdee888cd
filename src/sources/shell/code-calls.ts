import type { HttpMethod } from './facts.js';

/** What a function of a script does with its first literal arguments. */
export type CallEffect =
  /** Calls the URL in the first argument. */
  | { readonly does: 'FETCH'; readonly method?: HttpMethod }
  /** The first argument is the method, the second the URL. */
  | { readonly does: 'REQUEST' }
  /** Calls the host in the first argument, with the port in the second. */
  | { readonly does: 'CONNECT' }
  | { readonly does: 'READ' | 'WRITE' | 'DELETE' }
  /** Opens the first argument, by the mode in the second. */
  | { readonly does: 'OPEN' }
  /** Reads the first argument and writes the second. */
  | { readonly does: 'COPY' | 'MOVE' | 'DOWNLOAD' }
  /** The first argument is a text for a shell, or a list of words. */
  | { readonly does: 'SHELL' };

const METHODS: Readonly<Record<string, HttpMethod>> = {
  get: 'GET',
  post: 'POST',
  put: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  head: 'HEAD',
  options: 'OPTIONS',
};

/** Clients whose methods are named after those of HTTP. */
const CLIENTS = [
  'requests',
  'httpx',
  'axios',
  'got',
  'ky',
  'superagent',
  'needle',
  'urllib3',
  'aiohttp',
  'HTTParty',
  'Faraday',
  'RestClient',
];

const EFFECTS: Readonly<Record<string, readonly string[]>> = {
  FETCH: [
    'fetch',
    'urlopen',
    'urllib.request.urlopen',
    'request.urlopen',
    'axios',
    'got',
    'ky',
    'WebSocket',
    'EventSource',
    'URI.open',
    'Net::HTTP.get',
    'Net::HTTP.get_response',
    'Net::HTTP.post',
    'LWP::Simple::get',
    'curl_init',
    'websockets.connect',
    'websocket.create_connection',
    'http.get',
    'https.get',
    'http.request',
    'https.request',
    'undici.request',
    'urllib.request.Request',
  ],
  REQUEST: ['requests.request', 'httpx.request', 'session.request', 'client.request', 'httpx.stream'],
  DOWNLOAD: ['urlretrieve', 'urllib.request.urlretrieve', 'request.urlretrieve'],
  CONNECT: [
    'http.client.HTTPSConnection',
    'http.client.HTTPConnection',
    'HTTPSConnection',
    'HTTPConnection',
    'socket.create_connection',
    'socket.connect',
    's.connect',
    'sock.connect',
    'smtplib.SMTP',
    'smtplib.SMTP_SSL',
    'ftplib.FTP',
    'TCPSocket.new',
    'TCPSocket.open',
    'socket.gethostbyname',
    'paramiko.Transport',
    'telnetlib.Telnet',
  ],
  OPEN: [
    'open',
    'io.open',
    'codecs.open',
    'gzip.open',
    'bz2.open',
    'lzma.open',
    'builtins.open',
    'tarfile.open',
    'zipfile.ZipFile',
    'ZipFile',
    'aiofiles.open',
    'fopen',
    'File.open',
    'fs.openSync',
  ],
  READ: [
    'readFileSync',
    'readFile',
    'createReadStream',
    'Deno.readTextFile',
    'Deno.readTextFileSync',
    'Deno.readFile',
    'Bun.file',
    'readJsonSync',
    'File.read',
    'File.readlines',
    'File.foreach',
    'IO.read',
    'IO.readlines',
    'YAML.load_file',
    'pd.read_csv',
    'pd.read_json',
    'pd.read_parquet',
    'pd.read_excel',
    'pandas.read_csv',
    'np.load',
    'numpy.load',
    'np.loadtxt',
    'linecache.getlines',
    'runpy.run_path',
    'os.open',
    'ast.parse_file',
    'file_get_contents',
    'readfile',
    'load_dotenv',
  ],
  WRITE: [
    'writeFileSync',
    'writeFile',
    'appendFileSync',
    'appendFile',
    'createWriteStream',
    'Deno.writeTextFile',
    'Deno.writeTextFileSync',
    'Bun.write',
    'File.write',
    'IO.write',
    'np.save',
    'np.savetxt',
    'plt.savefig',
    'file_put_contents',
    'truncateSync',
  ],
  DELETE: [
    'os.remove',
    'os.unlink',
    'os.rmdir',
    'shutil.rmtree',
    'unlinkSync',
    'fs.unlink',
    'rmSync',
    'fs.rm',
    'rmdirSync',
    'fs.promises.rm',
    'fs.promises.unlink',
    'File.delete',
    'FileUtils.rm',
    'FileUtils.rm_rf',
    'FileUtils.rm_r',
    'Deno.remove',
    'Deno.removeSync',
    'unlink',
    'removeSync',
  ],
  COPY: [
    'shutil.copy',
    'shutil.copy2',
    'shutil.copyfile',
    'shutil.copytree',
    'copyFileSync',
    'copyFile',
    'cpSync',
    'FileUtils.cp',
  ],
  MOVE: ['shutil.move', 'os.rename', 'os.replace', 'renameSync', 'fs.rename', 'FileUtils.mv', 'rename'],
  SHELL: [
    'os.system',
    'os.popen',
    'subprocess.run',
    'subprocess.call',
    'subprocess.check_output',
    'subprocess.check_call',
    'subprocess.Popen',
    'subprocess.getoutput',
    'subprocess.getstatusoutput',
    'check_output',
    'execSync',
    'exec',
    'child_process.exec',
    'cp.exec',
    'spawnSync',
    'spawn',
    'execFileSync',
    'execFile',
    'system',
    'shell_exec',
    'passthru',
    'Open3.capture2',
    'Open3.capture3',
    'IO.popen',
  ],
};

const EXACT: ReadonlyMap<string, CallEffect> = new Map(
  Object.entries(EFFECTS).flatMap(([does, names]) =>
    names.map((name) => [name, { does } as CallEffect] as const),
  ),
);

/** Members that count whatever they are members of: their names leave no doubt. */
const BY_MEMBER: ReadonlySet<string> = new Set([
  'readFileSync',
  'readFile',
  'createReadStream',
  'writeFileSync',
  'writeFile',
  'appendFileSync',
  'appendFile',
  'createWriteStream',
  'unlinkSync',
  'rmSync',
  'rmdirSync',
  'copyFileSync',
  'copyFile',
  'cpSync',
  'renameSync',
  'execSync',
  'spawnSync',
  'execFileSync',
  'urlopen',
  'urlretrieve',
]);

export interface FoundEffect {
  readonly effect: CallEffect;
  /** False where only the shape of the arguments speaks for it: `session.get('https://…')`. */
  readonly isNamed: boolean;
}

/** What a function does, by its name as the code writes it. */
export function effectOf(name: string): FoundEffect | undefined {
  const plain = name.replace(/^\./, '');
  const exact = name.startsWith('.') ? undefined : EXACT.get(plain);
  if (exact) return { effect: exact, isNamed: true };
  const dot = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf('>'));
  const member = plain.slice(dot + 1);
  const byMember = BY_MEMBER.has(member) ? EXACT.get(member) : undefined;
  if (byMember) return { effect: byMember, isNamed: true };
  const method = Object.hasOwn(METHODS, member) ? METHODS[member] : undefined;
  if (method === undefined || (dot < 0 && !name.startsWith('.'))) return undefined;
  const client = plain.slice(0, Math.max(dot, 0));
  return { effect: { does: 'FETCH', method }, isNamed: CLIENTS.includes(client) };
}

/** What is done to the path in `Path('…')` by the member called on it. */
export const PATH_MEMBERS: ReadonlyMap<string, 'READ' | 'WRITE' | 'DELETE'> = new Map([
  ['.read_text', 'READ'],
  ['.read_bytes', 'READ'],
  ['.write_text', 'WRITE'],
  ['.write_bytes', 'WRITE'],
  ['.touch', 'WRITE'],
  ['.unlink', 'DELETE'],
]);
