"""This room's own section: the documents a capability can issue, and their template files."""

from collections.abc import Iterable, Iterator

from pydantic import Field, RootModel, model_validator

from anlan.kit.texts import Text
from anlan.ledger.public import fact_kinds
from anlan.schemes.compiled import Scheme
from anlan.schemes.finding import Finding, Mistake
from anlan.schemes.language import Code
from anlan.schemes.references import CheckContext
from anlan.schemes.section import Part, Section


class Document(Part):
    """An official document: its title and the template it is made from."""

    code: str = Field(pattern=Code, max_length=80, description="How steps and notices name it.")
    title: Text = Field(description="The document's title.")
    template: str = Field(
        pattern=r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*\.(html|docx|txt)$",
        description="A file under documents/: .html becomes a PDF, .docx an editable file, .txt a message.",
    )


class DocumentsSection(RootModel[tuple[Document, ...]]):
    """Official documents this capability issues."""

    model_config = {"frozen": True}

    @model_validator(mode="after")
    def codes_differ(self) -> "DocumentsSection":
        """A code names one document."""
        seen: set[str] = set()
        for document in self.root:
            if document.code in seen:
                raise Mistake(
                    zh=f"文书代码 {document.code} 重复",
                    en=f"the document code {document.code} is used twice",
                    fix_zh="改用不同的代码",
                    fix_en="give one of them another code",
                )
            seen.add(document.code)
        return self

    def by_code(self, code: str) -> Document | None:
        """The document called `code`."""
        return next((document for document in self.root if document.code == code), None)


def check_documents(scheme: Scheme, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """Every template exists."""
    for index, document in enumerate(scheme.section(DOCUMENTS).root):
        if document.template not in scheme.documents:
            yield scheme.finding(
                ("documents", index, "template"),
                zh=f"documents/ 下没有文件 {document.template}",
                en=f"there is no file documents/{document.template}",
                fix_zh="新建该模板，或改正文件名",
                fix_en="create the template or correct its name",
            )


def stray_documents(scheme: Scheme) -> Iterator[Finding]:
    """Files under documents/ that no document names: usually a misspelt name."""
    used = (
        {document.template for document in scheme.section(DOCUMENTS).root}
        if scheme.has("documents")
        else set()
    )
    for name in scheme.documents:
        if name not in used and not name.startswith("parts/"):
            yield scheme.finding(
                ("documents",),
                zh=f"documents/{name} 没有被引用",
                en=f"documents/{name} is not used by any document",
                fix_zh="在 documents: 里登记它，移到 documents/parts/，或删去",
                fix_en="list it under documents:, move it to documents/parts/, or remove it",
            )


def document_codes(scheme: Scheme) -> Iterable[str]:
    """The codes others may refer to as `document`."""
    return [document.code for document in scheme.section(DOCUMENTS).root] if scheme.has("documents") else []


def provision_codes(scheme: Scheme) -> Iterable[str]:
    """The codes others may refer to as `provision`."""
    return list(scheme.provisions)


def fact_names(scheme: Scheme) -> Iterable[str]:  # noqa: ARG001 - the same for every scheme
    """The kinds of facts that any room records; others may refer to them as `fact`."""
    return fact_kinds.names()


DOCUMENTS: Section[DocumentsSection] = Section("documents", DocumentsSection, check_documents)
