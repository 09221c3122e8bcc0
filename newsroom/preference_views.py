"""What a person chooses for themselves."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from newsroom.models import User


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    """When notices come by e-mail, and in which language."""

    class Meta:
        model = User
        fields = ("mailed_when", "digest_hour", "language")

    digest_hour = forms.IntegerField(
        label=capfirst(User._meta.get_field("digest_hour").verbose_name),
        help_text=User._meta.get_field("digest_hour").help_text,
        min_value=0,
        max_value=23,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """One's own choices; who hasn't chosen a language is offered that of the page."""
    assert isinstance(request.user, User)
    offered = {"language": request.user.language or get_language()}
    # The form changes the person it is given; a refused one must change nothing on the page.
    person = User.objects.get(pk=request.user.pk)
    form = PreferencesForm(request.POST or None, instance=person, initial=offered)
    if request.method == "POST" and form.is_valid():
        person.save(update_fields=list(form.cleaned_data))
        messages.success(request, gettext("Saved."))
        return redirect("newsroom:preferences")
    status = 422 if form.is_bound else 200
    return render(request, "newsroom/preferences.html", {"form": form}, status=status)
