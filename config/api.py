"""The JSON API, under /api/v1/. Each app brings its own router."""

from ninja import NinjaAPI

from config.errors import install_problem_answers

api = NinjaAPI(
    title="Musnad",
    version="1.0.0",
    description="Articles in, attributed claims out. Errors are RFC 9457 problems, times UTC.",
    docs_url="/docs",
)
install_problem_answers(api)
