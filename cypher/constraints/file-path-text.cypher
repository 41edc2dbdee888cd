// Files by a part of their path.
// plan: any (schema statement)
CREATE TEXT INDEX file_path_text IF NOT EXISTS FOR (n:File) ON (n.path)
