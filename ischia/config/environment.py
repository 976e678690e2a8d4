"""What may the operator set from outside, and what holds when nothing is set? Every name starts with `ISCHIA_`."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(BaseSettings):
    """The environment variables of one installation, read once at the start."""

    model_config = SettingsConfigDict(env_prefix="ISCHIA_", extra="ignore")

    var: Path = Path("var")
    """The directory for everything the server writes on an embedded installation."""

    database_url: str = ""
    """`sqlite:////absolute/path` or `postgresql://user:password@host:port/name`. Empty: SQLite under `var`."""

    database_pool: int = 0
    """The largest number of pooled PostgreSQL connections per process; 0 keeps one connection per thread."""

    secret_key: SecretStr = SecretStr("")
    allowed_hosts: str = ""
    """Host names, separated by commas."""

    trusted_origins: str = ""
    """Origins with scheme, separated by commas, when a proxy changes the host."""

    behind_proxy: bool = False
    """Believe `X-Forwarded-Proto` and the last `X-Forwarded-For` entry. Only behind a proxy that sets them itself."""

    clinic: str = ""
    """The slug of the clinic that this installation shows; empty: the only one there is."""

    public_url: str = ""
    """How the outside calls this installation, with scheme: links in messages begin with it."""

    calendar_hosts: str = ""
    """Hosts, separated by commas, from which outside calendars may be fetched; empty: none."""

    email_host: str = ""
    email_port: int = 587
    email_user: str = ""
    email_password: SecretStr = SecretStr("")
    email_use_tls: bool = True
    email_from: str = "Ischia <no-reply@localhost>"

    twilio_account: str = ""
    """The account (`AC...`) by which text messages are sent; empty: none are."""

    twilio_token: SecretStr = SecretStr("")
    twilio_from: str = ""
    """The number or name that text messages come from."""

    twilio_url: str = "https://api.twilio.com"

    log_level: str = "INFO"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{(self.var / 'ischia.sqlite3').resolve()}"


def listed(text: str) -> list[str]:
    """The parts of a comma-separated setting, trimmed, without empty ones."""
    return [part.strip() for part in text.split(",") if part.strip()]
