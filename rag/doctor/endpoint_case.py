"""One endpoint under examination: what has been found so far, and the profile that it makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from rag.adapters.endpoint_models import ListedModel
from rag.adapters.endpoint_probe import EndpointProbe
from rag.adapters.endpoint_profile import EndpointProfile, ReasoningStyle, profile_address
from rag.doctor.findings import Finding, Status
from rag.settings import LlmSettings

# In the order in which they are told.
NAMES = (
    "reachable", "tls", "address", "models", "model", "key", "chat", "streaming", "first_token", "usage",
    "reasoning", "thinking", "system_role", "json_mode", "context", "parameters", "requests",
)  # fmt: skip

_WORSE: tuple[Status, ...] = ("skipped", "ok", "warning", "problem")


@dataclass(slots=True)
class Case:
    """Everything that is known of the endpoint; None where it is not known."""

    llm: LlmSettings
    probe: EndpointProbe
    base_url: str  # where it is really asked
    written: str | None = None  # the address as it stands in the settings
    listed: tuple[ListedModel, ...] = ()
    model: str | None = None
    has_answered: bool = False
    style: ReasoningStyle | None = None
    switches: tuple[str, ...] | None = None
    context_tokens: int | None = None
    tells_usage: bool | None = None
    found: dict[str, Finding] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """The endpoint as messages name it."""
        return self.probe.access.place().host

    def say(self, name: str, status: Status, message: str, cure: str = "") -> None:
        """Note a finding; the first about a thing stays, unless a worse one comes."""
        before = self.found.get(name)
        if before is None or _WORSE.index(status) > _WORSE.index(before.status):
            self.found[name] = Finding(f"endpoint.{name}", status, message, cure)

    def findings(self, reason: str) -> list[Finding]:
        """All findings in their order; what was not found out is skipped for this reason."""
        return [
            self.found.get(name) or Finding(f"endpoint.{name}", "skipped", reason)
            for name in NAMES
        ]  # fmt: skip

    def profile(self) -> EndpointProfile | None:
        """What later requests need to know; None where no answer came."""
        if not self.has_answered or self.model is None:
            return None
        return EndpointProfile(
            base_url=profile_address(self.base_url),
            model=self.model,
            learnt_at=datetime.now(UTC).isoformat(timespec="seconds"),
            refused=tuple(sorted(self.probe.refused)),
            thinking_switches=self.switches,
            reasoning=self.style,
            context_tokens=self.context_tokens,
            tells_usage=self.tells_usage,
        )
