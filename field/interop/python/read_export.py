"""Reads an Arrow stream and a Parquet file with pyarrow and prints what each says of itself."""
import json
import sys

import pyarrow as pa
import pyarrow.parquet as pq


def told(table):
    table.validate(full=True)
    rows = table.to_pylist()
    return {
        "schema": {field.name: str(field.type) for field in table.schema},
        "rows": [
            {
                **row,
                "time": int(row["time"].timestamp() * 1_000_000 + 0.5),
                "server_time": int(row["server_time"].timestamp() * 1_000_000 + 0.5),
            }
            for row in rows[:20]
        ],
        "count": len(rows),
        "sum": sum(row["number"] or 0 for row in rows[20:]),
        "texts": len({row["text"] for row in rows}),
    }


with pa.ipc.open_stream(sys.argv[1]) as stream:
    arrow = told(stream.read_all())
print(json.dumps({"arrow": arrow, "parquet": told(pq.read_table(sys.argv[2]))}))
