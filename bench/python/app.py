"""GET /api/stats/regions over StreamPulse's tables, as a plain FastAPI and asyncpg program serves it: one statement a request, no cache.

Written for bench http-python after the contract, as the original Python StreamPulse is not available. Run by uvicorn; PGHOST, PGPORT,
PGUSER, PGPASSWORD and PGDATABASE name the database.
"""

from datetime import datetime, timedelta, timezone
from typing import Optional

import asyncpg
from fastapi import FastAPI, Query

app = FastAPI(title="StreamPulse")

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

REGIONS = """
    SELECT state.watermark, state.window_size_ms, merged.*
    FROM pipeline_state AS state
    LEFT JOIN (
        SELECT region,
            sum(total_downloads)::bigint AS downloads,
            sum(successful_downloads)::bigint AS successful,
            sum(avg_speed_mbps * speed_count) / nullif(sum(speed_count), 0)::double precision AS avg_speed
        FROM region_health
        WHERE window_start >= $1 AND window_start < $2
        GROUP BY region) AS merged ON true
    ORDER BY merged.downloads DESC, merged.region COLLATE "C"
"""


@app.on_event("startup")
async def connect() -> None:
    app.state.pool = await asyncpg.create_pool(min_size=4, max_size=20)


@app.on_event("shutdown")
async def disconnect() -> None:
    await app.state.pool.close()


def health_status(success_rate: float) -> str:
    if success_rate >= 0.95:
        return "healthy"
    if success_rate >= 0.90:
        return "degraded"
    return "critical"


def is_complete(as_of: datetime, watermark: Optional[datetime], window: timedelta) -> bool:
    """Whether all windows that start before as_of have ended by the watermark."""
    windows = -((EPOCH - as_of) // window)
    return watermark is not None and EPOCH + windows * window <= watermark


@app.get("/api/stats/regions")
async def regions(minutes: int = Query(5, ge=1, le=60), as_of: Optional[datetime] = None):
    to = as_of or datetime.now(timezone.utc)
    async with app.state.pool.acquire() as connection:
        rows = await connection.fetch(REGIONS, to - timedelta(minutes=minutes), to)
    data = [
        {
            "region": row["region"],
            "downloads": row["downloads"],
            "success_rate": round(row["successful"] / row["downloads"], 3),
            "avg_speed": None if row["avg_speed"] is None else round(row["avg_speed"], 1),
            "health_status": health_status(row["successful"] / row["downloads"]),
        }
        for row in rows
        if row["region"] is not None
    ]
    watermark = rows[0]["watermark"] if rows else None
    window = timedelta(milliseconds=rows[0]["window_size_ms"]) if rows else timedelta(minutes=1)
    return {
        "data": data,
        "count": len(data),
        "window_minutes": minutes,
        "as_of": to,
        "watermark": watermark,
        "complete": is_complete(to, watermark, window),
    }
