// Files by their path, whole or by its beginning.
// plan: any (schema statement)
CREATE INDEX file_path IF NOT EXISTS FOR (n:File) ON (n.path)
