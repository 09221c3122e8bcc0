"""Settings, URLs, the Celery application and the API root. No models."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
