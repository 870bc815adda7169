"""Every write to codes and messages."""

from jiafeng.ground.sms.actions.codes import check_code, send_code
from jiafeng.ground.sms.actions.messages import carried_by, forget_old, note_failure, note_sent, note_try, opened, send_text

__all__ = ["carried_by", "check_code", "forget_old", "note_failure", "note_sent", "note_try", "opened", "send_code", "send_text"]
