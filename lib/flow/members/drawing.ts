import type { MemberTable } from './member-table.ts'

const holds = 'params ~> return'

const image = {
  FromFile: 'new; source file content > return.content @ 0',
  FromStream: 'new; 0.content ~> return.content',
  Save: 'sink file this.content @ 0',
  'Save(System.IO.Stream,System.Drawing.Imaging.ImageFormat)': 'this.content ~> 0',
  'Save(System.IO.Stream,System.Drawing.Imaging.ImageCodecInfo,System.Drawing.Imaging.EncoderParameters)': 'this.content ~> 0',
  SetPropertyItem: '0.content ~> this.content',
  GetPropertyItem: 'new; this.content ~> return.content',
  Clone: 'new; this.content ~> return.content',
  RotateFlip: '',
  get_Width: 'this.content ~measure> return',
  get_Height: 'this.content ~measure> return',
  Dispose: '',
} as const

/** Pictures: their points, and the block of memory that stands for them while they are locked, which is the picture's own content. */
export const drawingMembers: MemberTable = {
  'System.Drawing.Image': image,
  'System.Drawing.Bitmap': {
    ...image,
    '.ctor': 'params ~> this.content',
    '.ctor(System.Int32,System.Int32)': '',
    '.ctor(System.Int32,System.Int32,System.Drawing.Imaging.PixelFormat)': '',
    '.ctor(System.String)': 'source file content > this.content @ 0',
    SetPixel: '2 ~> this.content',
    GetPixel: 'this.content ~> return',
    LockBits: 'new; this.content ~> return.pointee',
    UnlockBits: '0.pointee ~> this.content',
  },
  'System.Drawing.Imaging.BitmapData': { get_Scan0: 'same', get_Stride: '', get_Width: '', get_Height: '' },
  'System.Drawing.Imaging.PropertyItem': { set_Value: '0 ~> this.content', get_Value: 'this.content ~> return' },
  'System.Drawing.Color': {
    FromArgb: holds,
    get_R: 'this ~> return',
    get_G: 'this ~> return',
    get_B: 'this ~> return',
    get_A: 'this ~> return',
    ToArgb: 'this ~> return',
  },
  'System.Drawing.Graphics': { FromImage: 'new; 0 > return.inner', DrawString: '0 ~> this.inner.content', DrawImage: '0.content ~> this.inner.content' },
}
