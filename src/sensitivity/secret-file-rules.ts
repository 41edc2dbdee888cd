import type { Sensitivity } from '../events/event.js';

/**
 * Files that are sensitive whatever their repository says, as data.
 *
 * A glob without a slash is matched against the file's name; one that ends in `/**` against any folder of that name;
 * any other against as many of the path's last parts as it has itself. Letter case never matters. Rules of one level
 * are tried in the order in which they stand, higher levels first.
 */
export interface FileRule {
  /** Stable, kebab-case. */
  readonly name: string;
  readonly level: Exclude<Sensitivity, 'NONE'>;
  /** What such a file holds, as the end of "sensitive because it holds …". */
  readonly reason: string;
  readonly globs: readonly string[];
  /** Names that the globs take in by mistake. */
  readonly except?: readonly string[];
}

const SAMPLES = '{example,sample,template,tmpl,tpl,dist,default,defaults,schema,test-example}';
const TABLES = '{csv,tsv,xls,xlsx,ods,parquet,jsonl,ndjson,sql,db,sqlite,sqlite3,zip,gz,7z,bak}';

export const SECRET_FILE_RULES: readonly FileRule[] = [
  {
    name: 'private-key',
    level: 'CRITICAL',
    reason: 'a private key',
    globs: [
      'id_{rsa,dsa,ecdsa,ed25519,ecdsa_sk,ed25519_sk}',
      '*.{pem,p12,pfx,jks,keystore,ppk,pk8,p8}',
      '{private,server,tls,ssl,client,signing,root-ca,ca}{,-,_,.}key{,.txt}',
      '*{private,server,tls,ssl,client,signing}*.key',
      'master.key',
      '.gnupg/**',
      'private-keys-v1.d/**',
    ],
    // Certificates and public halves travel in the same containers.
    except: [
      '{cert,certs,certificate,chain,fullchain,ca,ca-bundle,cacert,roots,isrgrootx1}{,[0-9]}.pem',
      '*{public,pub}*.pem',
    ],
  },
  {
    name: 'production-dotenv',
    level: 'CRITICAL',
    reason: 'the secrets of a live system',
    globs: [
      '.env.{production,prod,live,staging}{,.*}',
      '{production,prod,live,staging}.env',
      '.env.*.{production,prod,live}',
    ],
    except: [`*.${SAMPLES}`],
  },
  {
    name: 'cloud-credentials',
    level: 'CRITICAL',
    reason: 'credentials of a cloud account',
    globs: [
      '.aws/credentials',
      '.aws/{sso,cli}/cache/*.json',
      'application_default_credentials.json',
      'gcloud/{credentials,access_tokens}.db',
      'gcloud/legacy_credentials/**',
      '.azure/{accesstokens.json,azureprofile.json,msal_token_cache.*,service_principal_entries.*}',
      '*service{-,_,}account*.json',
      '{gcp,gcloud,google}*{key,credentials}*.json',
      '.oci/config',
      '.s3cfg',
      '.boto',
      'doctl/config.yaml',
      '.terraform.d/credentials.tfrc.json',
      '.terraformrc',
    ],
    except: [`*.${SAMPLES}.json`, `*.${SAMPLES}`, '*schema*.json'],
  },
  {
    name: 'cluster-credentials',
    level: 'CRITICAL',
    reason: 'credentials of a cluster',
    globs: [
      '.kube/config',
      '.kube/config.*',
      'kubeconfig{,.yaml,.yml,.json}',
      '*.kubeconfig',
      'kubernetes/{admin,super-admin,controller-manager,scheduler,kubelet}.conf',
      'rancher/k3s/k3s.yaml',
    ],
  },
  {
    name: 'system-accounts',
    level: 'CRITICAL',
    reason: 'password hashes of a machine',
    globs: [
      'etc/{shadow,gshadow,shadow-,gshadow-,master.passwd,security/passwd}',
      'system32/config/{sam,system,security}',
      'ntds.dit',
    ],
  },
  {
    name: 'keychain',
    level: 'CRITICAL',
    reason: 'a keychain',
    globs: ['*.{keychain,keychain-db}', 'library/keychains/**', 'share/keyrings/**', '*.keyring'],
  },
  {
    name: 'password-store',
    level: 'CRITICAL',
    reason: 'a password store',
    globs: [
      '.password-store/**',
      '*.{kdbx,kdb,1pux,1pif,agilekeychain,opvault,psafe3}',
      '.config/op/config',
      'bitwarden*export*.{json,csv}',
      '*passwords.{csv,txt,xls,xlsx,kdbx}',
    ],
  },
  {
    name: 'browser-secrets',
    level: 'CRITICAL',
    reason: "a browser's saved logins or cookies",
    globs: [
      'login data',
      'logins.json',
      'key{3,4}.db',
      'cookies.{sqlite,binarycookies}',
      '{default,network}/cookies',
    ],
  },
  {
    name: 'tool-credentials',
    level: 'CRITICAL',
    reason: 'a password or a token of a tool',
    globs: [
      '{.netrc,_netrc,.git-credentials,.pgpass,.my.cnf,.mylogin.cnf,.vault-token,.vault_pass*}',
      '.claude/.credentials.json',
      '.codex/auth.json',
      '.gemini/oauth_creds.json',
      'gh/hosts.yml',
      'glab-cli/config.yml',
      '.cargo/credentials{,.toml}',
      '.gem/credentials',
      '.config/hub',
      '.docker/config.json',
    ],
  },
  {
    name: 'dotenv',
    level: 'HIGH',
    reason: 'the settings and secrets of an application',
    globs: ['.env', '.env.*', '.env-*', '*.env', '.envrc', '.dev.vars', '.flaskenv'],
    except: [
      `*.${SAMPLES}`,
      `*.${SAMPLES}.*`,
      `.env-${SAMPLES}`,
      `${SAMPLES}.env`,
      '.env.{d.ts,md,ts,js,mjs,cjs}',
      '.env.*.{md,ts}',
    ],
  },
  {
    name: 'credentials-file',
    level: 'HIGH',
    reason: 'credentials',
    globs: [
      'credentials{,.json,.yaml,.yml,.toml,.ini,.txt,.xml,.csv,.properties}',
      '*{-,_,.}credentials.{json,yaml,yml,toml,ini,txt,csv}',
      'client_secret*.json',
      '{secret,secrets}{,.json,.yaml,.yml,.toml,.ini,.txt,.env,.properties}',
      '*{-,_,.}{secret,secrets}.{json,yaml,yml,toml,ini,txt}',
      '{secret,secrets}.{local,dev,prod,production,staging}.{json,yaml,yml,toml}',
      '*.{tfvars,tfvars.json,tfstate,tfstate.backup}',
      '.htpasswd',
      '.npmrc',
      '.yarnrc.yml',
      '.pypirc',
      '.m2/settings.xml',
      '.gradle/gradle.properties',
      'wp-config.php',
      '*.ovpn',
      'wg[0-9].conf',
    ],
    except: [`*.${SAMPLES}.*`, `*.${SAMPLES}`, `*{-,_}${SAMPLES}.*`, '*sealed*', '*.enc', '*.sops.*'],
  },
  {
    name: 'key-file',
    level: 'HIGH',
    reason: 'a key, as its name says',
    globs: ['*.key', '*_{rsa,dsa,ecdsa,ed25519}', '{api,apis,access}{,-,_}key{,s}{,.txt,.json,.yaml,.yml}'],
    except: ['*public*.key', '*.pub'],
  },
  {
    name: 'cloud-configuration',
    level: 'HIGH',
    reason: 'which cloud accounts and roles there are',
    globs: [
      '.aws/config',
      'gcloud/{configurations/config_*,properties}',
      '.azure/config',
      '.kube/kubectx',
      '.config/rclone/rclone.conf',
    ],
  },
  {
    name: 'remote-access',
    level: 'HIGH',
    reason: 'who may log in where',
    globs: ['.ssh/**', 'etc/{sudoers,ssh/sshd_config}', 'sudoers.d/**'],
    except: ['*.pub', 'known_hosts{,.old}'],
  },
  {
    name: 'shell-history',
    level: 'HIGH',
    reason: 'everything that was typed, secrets included',
    globs: [
      '.{bash,zsh,sh,ksh,python,node_repl,irb,psql,mysql,sqlite,rediscli,dbshell,mongo}_history',
      '.zhistory',
      'fish_history',
      'consolehost_history.txt',
    ],
  },
  {
    name: 'personal-data-export',
    level: 'HIGH',
    reason: 'personal data of customers or staff',
    globs: [
      `*{customer,client,member,subscriber,patient,user}{,s}{,-,_,.}{export,dump,list,data,pii,emails}*.${TABLES}`,
      `*{export,dump}{,ed}{-,_,.}{customer,client,member,subscriber,patient,user}{,s}*.${TABLES}`,
      `{customers,clients,members,subscribers,patients}*.${TABLES}`,
      `*{payroll,salaries,salary,compensation}*.${TABLES}`,
      `*{employees,staff,personnel}*.${TABLES}`,
      '*{payroll,salaries}*.{pdf,docx}',
    ],
  },
  {
    name: 'database-dump',
    level: 'HIGH',
    reason: 'a copy of a database',
    globs: ['*{dump,backup}*.sql', '*.sql.{gz,zip,bz2,xz,zst}', '*.{dump,pgdump,rdb,bak.sql}', 'mysqldump*'],
  },
];
