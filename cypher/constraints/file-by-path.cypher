// Files in the order of their paths, and by path, whole or by its beginning.
// plan: any (schema statement)
CREATE INDEX file_by_path IF NOT EXISTS FOR (n:File) ON (n.path, n.key)
