// A file that was imported is known by the digest of its path.
// plan: any (schema statement)
CREATE CONSTRAINT imported_file_key IF NOT EXISTS FOR (n:ImportedFile) REQUIRE n.key IS UNIQUE
