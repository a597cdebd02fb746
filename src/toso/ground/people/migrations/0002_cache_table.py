from django.db import migrations


class Migration(migrations.Migration):
    """The table of the cache that throttling counts in; the same as createcachetable makes."""

    dependencies = [("people", "0001_first_tables")]

    operations = [
        migrations.RunSQL(
            "CREATE TABLE IF NOT EXISTS toso_cache (cache_key varchar(255) NOT NULL PRIMARY KEY,"
            " value text NOT NULL, expires timestamp with time zone NOT NULL);"
            " CREATE INDEX IF NOT EXISTS toso_cache_expires ON toso_cache (expires);",
            "DROP TABLE IF EXISTS toso_cache;",
        )
    ]
